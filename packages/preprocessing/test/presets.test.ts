import { describe, expect, test } from "@jest/globals";
import { PRESETS } from "../src/index.ts";

const ROWS = [
  [10, 12, 9, 11, 99, 5.5],
  [12, 14, 10, 13, 199, 6],
].flat();
const { log } = Math;

describe("preset return", () => {
  const preset = PRESETS.return;

  test("when a row has one before it, then its features are log changes from that row", () => {
    const expected = [log(12 / 11), log(14 / 11), log(10 / 11), log(13 / 11), log(200 / 100), log(6 / 5.5)];
    expect(preset.features(ROWS, 1, false)).toEqual(expected);
  });

  test("when a row opens a window, then its features are measured from its own open", () => {
    const change = log(13 / 12);
    expect(preset.features(ROWS, 1, true)).toEqual([0, log(14 / 12), log(10 / 12), change, 0, change]);
  });

  test("when the close goes from 100 to 110, then the target is ln 1.1 and leads back to 110", () => {
    expect(preset.target(100, 110)).toBeCloseTo(0.0953101798, 10);
    expect(preset.price(preset.target(100, 110), 100)).toBeCloseTo(110, 10);
  });
});

describe("preset price", () => {
  const preset = PRESETS.price;

  test("when given a row, then its features are its six values, wherever it stands in a window", () => {
    expect(preset.features(ROWS, 1, false)).toEqual([12, 14, 10, 13, 199, 6]);
    expect(preset.features(ROWS, 0, true)).toEqual([10, 12, 9, 11, 99, 5.5]);
  });

  test("when the next close is 110, then that is the target and the price", () => {
    expect(preset.target(100, 110)).toBe(110);
    expect(preset.price(110, 100)).toBe(110);
  });
});
