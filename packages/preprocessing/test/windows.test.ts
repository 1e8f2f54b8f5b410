import { describe, expect, test } from "@jest/globals";
import { COLUMN_COUNT } from "@lstm-predict/bars";
import { PreprocessingError } from "../src/errors.ts";
import { Preprocessor } from "../src/preprocessor.ts";
import type { TargetName } from "../src/preset.ts";
import { PRESETS } from "../src/presets.ts";
import { dateOf, randomInteger, randomSeries, seededRandom } from "./bars.ts";

const TARGETS: TargetName[] = ["distribution", "return", "price"];

describe.each(TARGETS)("windows of preset %s", (target) => {
  test("when batches are gathered, then they equal a naive triple loop", () => {
    const random = seededRandom(2);
    const [bars, window] = [40, 7];
    const series = randomSeries(bars, random);
    const preprocessor = Preprocessor.fit(series, { target, window, trainWindows: 20 });
    const { features, targets } = preprocessor.toJSON();
    const preset = PRESETS[target];
    const windows = preprocessor.windows(series);
    expect(windows.length).toBe(33);

    const indices = [32, 0, 5, 5, 17];
    const x = new Float32Array(indices.length * window * COLUMN_COUNT);
    const y = new Float32Array(indices.length * preset.outputs);
    windows.gather(indices, x, y);

    indices.forEach((index, b) => {
      for (let step = 0; step < window; step++) {
        const row = preset.features(series.rows, index + step, step === 0);
        for (let c = 0; c < COLUMN_COUNT; c++) {
          const expected = (row[c]! - features.offset[c]!) / features.scale[c]!;
          const { features: limit } = preset.limits;
          expect(x[(b * window + step) * COLUMN_COUNT + c]).toBe(
            Math.fround(Math.min(limit, Math.max(-limit, expected))),
          );
        }
      }
      const lastClose = series.rows[(index + window - 1) * COLUMN_COUNT + 3]!;
      const nextClose = series.rows[(index + window) * COLUMN_COUNT + 3]!;
      preset.targets(series.rows, index + window).forEach((value, output) => {
        const expected = (value - targets.offset[output]!) / targets.scale[output]!;
        expect(y[b * preset.outputs + output]).toBe(Math.fround(expected));
      });
      expect(windows.lastClose(index)).toBe(lastClose);
      expect(windows.nextClose(index)).toBe(nextClose);
      expect(windows.date(index)).toBe(dateOf(index + window));
    });
  });

  test("when random windows are encoded from raw rows alone, then they equal the gathered ones bit for bit", () => {
    const random = seededRandom(3);
    for (let trial = 0; trial < 40; trial++) {
      const window = randomInteger(random, 1, 60);
      const series = randomSeries(window + randomInteger(random, 1, 100), random);
      const trainWindows = randomInteger(random, 1, series.length - window);
      const preprocessor = Preprocessor.fit(series, { target, window, trainWindows });
      const windows = preprocessor.windows(series);
      const index = randomInteger(random, 0, windows.length - 1);
      const gathered = new Float32Array(window * COLUMN_COUNT);
      windows.gather([index], gathered);
      const rows = series.rows.slice(index * COLUMN_COUNT, (index + window) * COLUMN_COUNT);
      const encoded = preprocessor.encode(rows);
      expect(new Uint32Array(encoded.buffer)).toEqual(new Uint32Array(gathered.buffer));
    }
  });

  test("when a symbol never has volume, then all features are finite and that of volume is 0", () => {
    const random = seededRandom(4);
    const series = randomSeries(50, random);
    for (let bar = 0; bar < series.length; bar++) series.rows[bar * COLUMN_COUNT + 4] = 0;
    const preprocessor = Preprocessor.fit(series, { target, window: 10, trainWindows: 30 });
    expect(preprocessor.toJSON().features.scale[4]).toBe(1);
    const x = new Float32Array(40 * 10 * COLUMN_COUNT);
    const indices = Array.from({ length: 40 }, (_, index) => index);
    preprocessor.windows(series).gather(indices, x);
    expect(x.every(Number.isFinite)).toBe(true);
    expect(x.filter((_, i) => i % COLUMN_COUNT === 4).every((volume) => volume === 0)).toBe(true);
  });
});

describe("WindowSet", () => {
  const series = randomSeries(20, seededRandom(5));
  const preprocessor = Preprocessor.fit(series, { target: "return", window: 5, trainWindows: 10 });
  const windows = preprocessor.windows(series);

  test("when the series is too short for a window and its target, then the error says how many bars are needed", () => {
    const short = randomSeries(5, seededRandom(5));
    expect(() => preprocessor.windows(short)).toThrow(
      new PreprocessingError(
        "too_few_bars",
        "the series has 5 bars: one window of 5 and its target need at least 6",
      ),
    );
  });

  test("when an index is out of range, then the error quotes it", () => {
    const error = new PreprocessingError("bad_value", "window index is 15: expected 0 to 14");
    expect(() => windows.date(15)).toThrow(error);
    expect(() => windows.gather([15], new Float32Array(30), new Float32Array(1))).toThrow(error);
  });

  test("when a buffer has another shape than the batch, then the error quotes both", () => {
    expect(() => windows.gather([0, 1], new Float32Array(30), new Float32Array(2))).toThrow(
      new PreprocessingError("bad_shape", "x has 30 and y 2 values: expected 60 [2, 5, 6] and 2"),
    );
  });
});
