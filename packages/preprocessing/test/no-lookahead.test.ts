import { describe, expect, test } from "@jest/globals";
import { COLUMN_COUNT, type RawSeries } from "@lstm-predict/bars";
import { Preprocessor } from "../src/preprocessor.ts";
import type { TargetName } from "../src/preset.ts";
import { randomInteger, randomSeries, seededRandom, withChangedBar } from "./bars.ts";

const TARGETS: TargetName[] = ["distribution", "return", "price"];
const TRIALS = 60;

/** A random series, a random day t, and the same series with a random bar after t changed. */
function randomCase(random: () => number, earliestDay: (window: number, trainWindows: number) => number) {
  const window = randomInteger(random, 1, 20);
  const series = randomSeries(window + randomInteger(random, 10, 60), random);
  const trainWindows = randomInteger(random, 1, series.length - window - 1);
  const day = randomInteger(random, earliestDay(window, trainWindows), series.length - 2);
  const changedBar = randomInteger(random, day + 1, series.length - 1);
  return {
    series,
    changed: withChangedBar(series, changedBar, random),
    window,
    trainWindows,
    day,
    changedBar,
  };
}

/** Scaled windows whose rows are all of days <= day, and targets of days <= day. */
function knownBy(day: number, preprocessor: Preprocessor, series: RawSeries) {
  const windows = preprocessor.windows(series);
  const { window } = preprocessor;
  const count = Math.max(0, Math.min(windows.length, day - window + 2));
  const x = new Float32Array(count * window * COLUMN_COUNT);
  const y = new Float32Array(count * windows.outputs);
  windows.gather(
    Array.from({ length: count }, (_, index) => index),
    x,
    y,
  );
  return { x, y: y.subarray(0, windows.outputs * Math.max(0, day - window + 1)) };
}

describe.each(TARGETS)("preset %s", (target) => {
  test("when a bar after day t changes and t is past the training span, then nothing up to t changes", () => {
    const random = seededRandom(6);
    for (let trial = 0; trial < TRIALS; trial++) {
      const lastTrainingBar = (window: number, trainWindows: number) => trainWindows + window - 1;
      const { series, changed, day, ...options } = randomCase(random, lastTrainingBar);
      const before = Preprocessor.fit(series, { target, ...options });
      const after = Preprocessor.fit(changed, { target, ...options });
      expect(after.toJSON()).toEqual(before.toJSON());
      expect(knownBy(day, after, changed)).toEqual(knownBy(day, before, series));
    }
  });

  test("when a bar after any day t changes, then no window or target up to t changes", () => {
    const random = seededRandom(7);
    for (let trial = 0; trial < TRIALS; trial++) {
      const { series, changed, day, ...options } = randomCase(random, () => 0);
      const preprocessor = Preprocessor.fit(series, { target, ...options });
      expect(knownBy(day, preprocessor, changed)).toEqual(knownBy(day, preprocessor, series));
    }
  });

  test("when a bar changes, then its target changes", () => {
    const random = seededRandom(8);
    const { series, changed, changedBar, ...options } = randomCase(random, (window) => window);
    const preprocessor = Preprocessor.fit(series, { target, ...options });
    const [before, after] = [series, changed].map((bars) => knownBy(changedBar, preprocessor, bars));
    expect(after!.y.at(-1)).not.toBe(before!.y.at(-1));
  });

  test("when the last training bar changes, then the target scaler changes and the feature scaler does not", () => {
    const random = seededRandom(9);
    const series = randomSeries(50, random);
    const options = { target, window: 8, trainWindows: 30 };
    const before = Preprocessor.fit(series, options).toJSON();
    // Far above the rest, so that a minimum and maximum move as well.
    const rows = series.rows.map((value, i) => (Math.floor(i / COLUMN_COUNT) === 37 ? 10 * value : value));
    const after = Preprocessor.fit({ ...series, rows }, options).toJSON();
    expect(after.features).toEqual(before.features);
    expect(after.targets).not.toEqual(before.targets);
  });
});
