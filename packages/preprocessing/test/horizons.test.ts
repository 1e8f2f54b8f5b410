import { describe, expect, test } from "@jest/globals";
import { closes, rowsBefore } from "@lstm-predict/bars";
import { logRangeVariance } from "@lstm-predict/volatility";
import { PreprocessingError } from "../src/errors.ts";
import { Preprocessor } from "../src/preprocessor.ts";
import type { TargetName } from "../src/preset.ts";
import { randomInteger, randomSeries, seededRandom, withChangedBar } from "./bars.ts";

const WINDOW = 6;
const HORIZONS = [1, 3, 5];
const BARS = 60;
const series = randomSeries(BARS, seededRandom(1));
const close = closes(series);
const options = {
  target: "distribution" as TargetName,
  window: WINDOW,
  trainWindows: 30,
  horizons: HORIZONS,
};
const preprocessor = Preprocessor.fit(series, options);

/** The scaled targets `[windows][6]`. */
function targetsOf(of: Preprocessor, bars = series): Float32Array[] {
  const windows = of.windows(bars);
  const indices = Array.from({ length: windows.length }, (_, index) => index);
  const y = new Float32Array(indices.length * of.outputs);
  windows.gather(indices, new Float32Array(indices.length * WINDOW * of.features), y);
  return indices.map((index) => y.subarray(index * of.outputs, (index + 1) * of.outputs));
}

describe("targets of several horizons", () => {
  test("when they are decoded, then they are the closes and the mean range variances of their sessions", () => {
    const variances = logRangeVariance(series.rows).map(Math.exp);
    const scaled = targetsOf(preprocessor);
    expect([preprocessor.outputs, preprocessor.horizons]).toEqual([6, HORIZONS]);
    for (const index of [0, 17, BARS - WINDOW - 5]) {
      const last = close[index + WINDOW - 1]!;
      const { price, logVariance, later } = preprocessor.decode(scaled[index]!, last);
      const of: Record<number, { price: number; logVariance?: number }> = {
        1: { price, logVariance: logVariance! },
        ...later,
      };
      for (const horizon of HORIZONS) {
        expect(of[horizon]!.price).toBeCloseTo(close[index + WINDOW + horizon - 1]!, 3);
        let sum = 0;
        for (let k = 0; k < horizon; k++) sum += variances[index + WINDOW - 1 + k]!;
        expect(of[horizon]!.logVariance).toBeCloseTo(Math.log(sum / horizon), 4);
      }
    }
  });

  test("when an outcome lies after the bars, then its window has no targets", () => {
    const known = targetsOf(preprocessor).map((targets) => targets.every((value) => !Number.isNaN(value)));
    expect(known.lastIndexOf(true)).toBe(BARS - WINDOW - 5);
    expect(known.indexOf(false)).toBe(BARS - WINDOW - 4);
  });

  test("when a bar after the training span changes, then no scaler and no known target does", () => {
    const random = seededRandom(2);
    for (let trial = 0; trial < 30; trial++) {
      const bar = randomInteger(random, 30 + WINDOW, BARS - 1);
      const changed = withChangedBar(series, bar, random);
      const after = Preprocessor.fit(changed, options);
      expect(after.toJSON()).toEqual(preprocessor.toJSON());
      const settled = bar - WINDOW - 4;
      expect(targetsOf(after, changed).slice(0, settled)).toEqual(targetsOf(preprocessor).slice(0, settled));
    }
  });

  test("when there is a shrinkage for each horizon, then it shrinks its return, and the drift grows with the horizon", () => {
    const point = { drift: 0.001, shrinkage: 0.5, later: [0.25, 0] };
    const shrunk = Preprocessor.fromJSON(JSON.parse(JSON.stringify(preprocessor.withPoint(point))));
    const scaled = targetsOf(preprocessor)[9]!;
    const last = close[9 + WINDOW - 1]!;
    const { later } = shrunk.decode(scaled, last);
    const full = preprocessor.decode(scaled, last).later!;
    expect(Math.log(later![3]!.price / last)).toBeCloseTo(0.003 + 0.25 * Math.log(full[3]!.price / last), 12);
    expect(later![5]!.price).toBe(last * Math.exp(0.005));
    expect(shrunk.withoutNetwork(100)).toEqual({
      price: 100 * Math.exp(0.001),
      later: { 3: { price: 100 * Math.exp(0.003) }, 5: { price: 100 * Math.exp(0.005) } },
    });
    expect(shrunk.withPoint({ drift: 0, shrinkage: 1 }).point.later).toEqual([0.25, 0]);
  });

  test("when the next session is the only one, then all is as without horizons, and windows are the same with them", () => {
    const { horizons: _, ...plain } = options;
    const next = Preprocessor.fit(series, plain);
    expect(Preprocessor.fit(series, { ...plain, horizons: [1] }).toJSON()).toEqual(next.toJSON());
    expect(next.toJSON()).not.toHaveProperty("later");
    expect(next.withoutNetwork(100)).toEqual({ price: 100 });
    const rows = rowsBefore(series, 20, WINDOW);
    expect(preprocessor.encode(rows)).toEqual(next.encode(rows));
  });
});

test.each<[Partial<typeof options>, string]>([
  [{ horizons: [5, 20] }, "horizons is [5,20]: expected 1 and at most 5 later ones up to 20, ascending"],
  [{ horizons: [1, 5, 5] }, "horizons is [1,5,5]: expected"],
  [{ horizons: [1, 21] }, "horizons is [1,21]: expected"],
  [{ horizons: [1, 2.5] }, "horizons is [1,2.5]: expected"],
  [{ horizons: [1, 2, 3, 4, 5, 6, 7] }, "horizons is [1,2,3,4,5,6,7]: expected"],
  [
    { target: "return" },
    'horizons is [1,3,5]: expected 1 and at most 5 later ones up to 20, ascending, such as [1, 5, 20]; later ones for the target "distribution" alone',
  ],
  [{ trainWindows: 4 }, "there are 4 training windows: outcomes 5 sessions ahead need at least 5"],
])("when the options are %j, then: %s", (given, message) => {
  expect(() => Preprocessor.fit(series, { ...options, ...given })).toThrow(message);
});

test("when there are not as many shrinkages as later horizons, then they are refused", () => {
  const attempt = () => preprocessor.withPoint({ drift: 0, shrinkage: 1, later: [0.5] });
  expect(attempt).toThrow("later is [0.5]: expected 2 numbers from 0 to 1, one for each later horizon");
});

test.each<[string, unknown, string]>([
  ["later", [], "later is []: expected an array of horizons with shrinkages: 1 and at most 5 later ones"],
  ["later.1.horizon", 3, "expected an array of horizons with shrinkages: 1 and at most 5 later ones"],
  ["later.0.shrinkage", 2, "later[0].shrinkage is 2: expected a number from 0 to 1"],
  ["targets.offset", [1, 2], "targets.offset is [1,2]: expected an array of 6 numbers"],
  ["target", "return", "expected an array of horizons with shrinkages: 1 and at most 5 later ones"],
])("when the field %s of the state is %j, then: %s", (path, value, message) => {
  const state = JSON.parse(JSON.stringify(preprocessor));
  const keys = path.split(".");
  const last = keys.pop()!;
  keys.reduce((object, key) => object[key], state)[last] = value;
  const attempt = () => Preprocessor.fromJSON(state);
  expect(attempt).toThrow(PreprocessingError);
  expect(attempt).toThrow(message);
});
