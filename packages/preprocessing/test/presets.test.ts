import { describe, expect, test } from "@jest/globals";
import { PRESETS } from "../src/presets.ts";

const ROWS = [
  [10, 12, 9, 11, 99, 5.5],
  [12, 14, 10, 13, 199, 6],
].flat();
const { log } = Math;
const AS_FORECAST = { drift: 0, shrinkage: 1 };

describe("preset return", () => {
  const preset = PRESETS.return;

  test("when a row does not open a window, then its features are log changes from the row before", () => {
    const expected = [log(12 / 11), log(14 / 11), log(10 / 11), log(13 / 11), log(200 / 100), log(6 / 5.5)];
    expect(preset.features(ROWS, 1, false)).toEqual(expected);
  });

  test("when a row opens a window, then its features are measured from its own open", () => {
    const change = log(13 / 12);
    expect(preset.features(ROWS, 1, true)).toEqual([0, log(14 / 12), log(10 / 12), change, 0, change]);
  });

  test("when the close goes from 11 to 13, then the target is ln 13/11 and decodes to 13", () => {
    expect(preset.targets(ROWS, 1)).toEqual([log(13 / 11)]);
    expect(preset.decode(preset.targets(ROWS, 1), 11, AS_FORECAST)).toEqual({
      price: expect.closeTo(13, 10),
    });
  });

  test("when a forecast is shrunk and a drift added, then both are in the price", () => {
    const { price } = preset.decode([0.02], 100, { drift: 0.001, shrinkage: 0.5 });
    expect(price).toBeCloseTo(100 * Math.exp(0.011), 10);
  });
});

describe("preset distribution", () => {
  const preset = PRESETS.distribution;
  const [u, d, c, o] = [log(14 / 12), log(10 / 12), log(13 / 12), log(12 / 11)];
  const logVariance = log((u - d) ** 2 / 2 - (2 * Math.LN2 - 1) * c ** 2 + o ** 2);

  test("when a row does not open a window, then its features are log changes and its log range variance", () => {
    const changes = PRESETS.return.features(ROWS, 1, false).slice(0, 5);
    const features = preset.features(ROWS, 1, false);
    expect(features.slice(0, 5)).toEqual(changes);
    expect(features[5]).toBeCloseTo(logVariance, 12);
  });

  test("when a row opens a window, then its range variance has no overnight return", () => {
    expect(preset.features(ROWS, 1, true)[5]).toBeCloseTo(log(Math.exp(logVariance) - o ** 2), 12);
  });

  test("when a day is the target, then the targets are log variance and log return, and decode to variance and price", () => {
    const [variance, change] = preset.targets(ROWS, 1);
    expect([variance, change]).toEqual([expect.closeTo(logVariance, 12), log(13 / 11)]);
    const { price, logVariance: decoded } = preset.decode([variance!, change!], 11, {
      drift: 0.001,
      shrinkage: 0.25,
    });
    expect(price).toBeCloseTo(11 * Math.exp(0.001 + 0.25 * change!), 12);
    expect(decoded).toBe(variance);
  });
});

describe("preset price", () => {
  const preset = PRESETS.price;

  test("when given a row, then its features are its six values, wherever it stands in a window", () => {
    expect(preset.features(ROWS, 1, false)).toEqual([12, 14, 10, 13, 199, 6]);
    expect(preset.features(ROWS, 0, true)).toEqual([10, 12, 9, 11, 99, 5.5]);
  });

  test("when the next close is 13, then that is the target and the price", () => {
    expect(preset.targets(ROWS, 1)).toEqual([13]);
    expect(preset.decode([13], 11, AS_FORECAST)).toEqual({ price: 13 });
  });
});
