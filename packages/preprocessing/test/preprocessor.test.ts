import { describe, expect, test } from "@jest/globals";
import { COLUMN_COUNT, closes } from "@lstm-predict/bars";
import { PreprocessingError } from "../src/errors.ts";
import { Preprocessor } from "../src/preprocessor.ts";
import type { TargetName } from "../src/preset.ts";
import { randomSeries, seededRandom } from "./bars.ts";

const TARGETS: TargetName[] = ["distribution", "return", "price"];
const series = randomSeries(100, seededRandom(10));

function fit(target: TargetName): Preprocessor {
  return Preprocessor.fit(series, { target, window: 10, trainWindows: 60 });
}

describe("Preprocessor.fit", () => {
  test("when price, then scalers hold minima and ranges of the rows and targets of the training windows", () => {
    const { features, targets } = fit("price").toJSON();
    const closesOfTraining = Array.from(closes(series).subarray(0, 70));
    const rowCloses = closesOfTraining.slice(0, 69);
    const targetCloses = closesOfTraining.slice(10);
    expect(features.offset[3]).toBe(Math.min(...rowCloses));
    expect(features.scale[3]).toBe(Math.max(...rowCloses) - Math.min(...rowCloses));
    expect(targets.offset).toEqual([Math.min(...targetCloses)]);
    expect(targets.scale).toEqual([Math.max(...targetCloses) - Math.min(...targetCloses)]);
  });

  test("when return, then the target scaler holds mean and deviation of the training returns", () => {
    const { targets } = fit("return").toJSON();
    const close = closes(series);
    const returns = Array.from({ length: 60 }, (_, i) => Math.log(close[i + 10]! / close[i + 9]!));
    const mean = returns.reduce((sum, r) => sum + r, 0) / 60;
    const variance = returns.reduce((sum, r) => sum + (r - mean) ** 2, 0) / 60;
    expect(targets.offset[0]).toBeCloseTo(mean, 14);
    expect(targets.scale[0]).toBeCloseTo(Math.sqrt(variance), 14);
  });

  test.each([
    [{ window: 0 }, "bad_option", "window is 0: expected an integer from 1 to 10000"],
    [{ window: 2.5 }, "bad_option", "window is 2.5: expected an integer from 1 to 10000"],
    [{ trainWindows: 0 }, "bad_option", "trainWindows is 0: expected an integer of at least 1"],
    [{ target: "x" as TargetName }, "bad_option", 'target is "x": expected distribution or return or price'],
    [{ trainWindows: 91 }, "too_few_bars", "there are 100 bars: 91 training windows of 10 need at least 101"],
  ] as const)("when the options have %j, then the error is %s: %s", (change, code, message) => {
    const options = { target: "return" as const, window: 10, trainWindows: 60, ...change };
    expect(() => Preprocessor.fit(series, options)).toThrow(new PreprocessingError(code, message));
  });
});

describe.each(TARGETS)("Preprocessor for %s", (target) => {
  test("when scaled targets are decoded, then they are the closes that followed", () => {
    const preprocessor = fit(target);
    const windows = preprocessor.windows(series);
    const indices = Array.from({ length: windows.length }, (_, index) => index);
    const { outputs } = preprocessor;
    const y = new Float32Array(windows.length * outputs);
    windows.gather(indices, new Float32Array(windows.length * 10 * COLUMN_COUNT), y);
    for (const index of indices) {
      const scaled = y.subarray(index * outputs, (index + 1) * outputs);
      const { price } = preprocessor.decode(scaled, windows.lastClose(index));
      expect(price / windows.nextClose(index)).toBeCloseTo(1, 6);
    }
  });

  test("when it goes through JSON, then it encodes and decodes to the same bits", () => {
    const point = target === "price" ? { shrinkage: 1, drift: 0 } : { shrinkage: 0.3, drift: 0.001 };
    const preprocessor = fit(target).withPoint(point);
    const again = Preprocessor.fromJSON(JSON.parse(JSON.stringify(preprocessor)));
    expect(again.toJSON()).toEqual(preprocessor.toJSON());
    const rows = series.rows.slice(0, 10 * COLUMN_COUNT);
    expect(again.encode(rows)).toEqual(preprocessor.encode(rows));
    const outputs = [0.7, -0.2].slice(0, preprocessor.outputs);
    expect(again.decode(outputs, 123)).toEqual(preprocessor.decode(outputs, 123));
  });
});

describe("encode", () => {
  test("when given a buffer, then it writes there; when rows are missing, then the error gives the shape", () => {
    const preprocessor = fit("return");
    const out = new Float32Array(60);
    const rows = series.rows.slice(0, 60);
    expect(preprocessor.encode(rows, out)).toBe(out);
    expect(out).toEqual(preprocessor.encode(rows));
    expect(() => preprocessor.encode(rows.subarray(6))).toThrow(
      new PreprocessingError(
        "bad_shape",
        "rows has 54 and out 60 values: expected 60 [10, 6] and 60 [10, 6]",
      ),
    );
  });
});

describe("withPoint", () => {
  test("when shrinkage is 0, then the forecast is the last close; when 0.5, then half the return is kept", () => {
    const whole = fit("return");
    const price = (shrinkage: number, drift = 0) =>
      whole.withPoint({ shrinkage, drift }).decode([1.5], 200).price;
    const forecastReturn = Math.log(whole.decode([1.5], 200).price / 200);
    expect(price(0)).toBe(200);
    expect(price(0.5)).toBeCloseTo(200 * Math.exp(forecastReturn / 2), 10);
    expect(price(0, 0.01)).toBeCloseTo(200 * Math.exp(0.01), 10);
    expect(whole.point).toEqual({ shrinkage: 1, drift: 0 });
  });

  test.each([
    ["return", { shrinkage: 1.1, drift: 0 }, "shrinkage is 1.1: expected a number from 0 to 1"],
    ["return", { shrinkage: 1, drift: 0.2 }, "drift is 0.2: expected a log return from -0.1 to 0.1"],
    ["price", { shrinkage: 0.5, drift: 0 }, 'shrinkage is 0.5: expected 1 for the target "price"'],
    ["price", { shrinkage: 1, drift: 0.001 }, 'drift is 0.001: expected 0 for the target "price"'],
  ] as const)(
    "when it is not legal for the target %s (%j), then the error says what is",
    (target, point, message) => {
      expect(() => fit(target).withPoint(point)).toThrow(new PreprocessingError("bad_option", message));
    },
  );
});
