import { expect, test } from "@jest/globals";
import { COLUMN_COUNT, chronologicalSplits, Preprocessor } from "../src/index.ts";
import { changeAfter, randomSeries, uniform } from "./series.ts";

const WINDOW = 10;
const BARS = 120;

test.each(["return", "price"] as const)(
  "when any bar after a day changes, then no scaler, feature or window of the %s preset up to that day moves",
  (target) => {
    const next = uniform(9);
    const series = randomSeries(BARS, 5);
    const { train } = chronologicalSplits(BARS, WINDOW);
    const options = { target, window: WINDOW, trainWindows: train.to };
    const fitted = Preprocessor.fit(series, options);
    // The last bar that the training span holds: the target of its last window.
    const trainEnd = train.to + WINDOW - 1;

    for (let trial = 0; trial < 30; trial++) {
      const day = trainEnd + Math.floor((BARS - trainEnd) * next());
      const changed = changeAfter(series, day, trial);
      const refitted = Preprocessor.fit(changed, options);
      expect(refitted.toJSON()).toEqual(fitted.toJSON());

      // Windows whose last row is at or before the day, and their features.
      const count = Math.max(0, day - WINDOW + 2);
      const indices = Array.from({ length: Math.min(count, fitted.windows(series).length) }, (_, k) => k);
      const gather = (from: typeof series) => {
        const x = new Float32Array(indices.length * WINDOW * COLUMN_COUNT);
        refitted.windows(from).gather(indices, x);
        return x;
      };
      expect(gather(changed)).toEqual(gather(series));
    }
  },
);

test("when a bar inside the training span changes, then the scalers notice: the test above can fail", () => {
  const series = randomSeries(BARS, 5);
  const options = { target: "return", window: WINDOW, trainWindows: 70 } as const;
  const changed = changeAfter(series, 78, 1);
  expect(Preprocessor.fit(changed, options).toJSON()).not.toEqual(Preprocessor.fit(series, options).toJSON());
  const later = changeAfter(series, 79, 1);
  expect(Preprocessor.fit(later, options).toJSON()).toEqual(Preprocessor.fit(series, options).toJSON());
});
