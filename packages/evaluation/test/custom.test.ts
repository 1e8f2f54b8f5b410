import { expect, test } from "@jest/globals";
import { closes, type RawSeries, windowsBefore } from "@lstm-predict/bars";
import { chronologicalSplits } from "@lstm-predict/preprocessing";
import { ewmaReturns } from "@lstm-predict/volatility";
import {
  type Baselines,
  besides,
  forecastAll,
  forecastBaselines,
  naiveReturn,
  ridgeReturn,
  scoreSplits,
} from "../src/index.ts";

const window = 60;
const series = wave(400);
const splits = chronologicalSplits(series.length, window);
const days = { series, splits, window };
const builtIn = forecastAll(series, splits, window, "return", network());

/** Bars whose close moves up and down, by more and more. */
function wave(length: number): RawSeries {
  const rows: number[] = [];
  let close = 100;
  for (let day = 0; day < length; day++) {
    const open = close;
    close *= Math.exp(0.01 * Math.sin(day * day) * (1 + day / length));
    rows.push(open, Math.max(open, close), Math.min(open, close), close, 1000 + day, close);
  }
  const dates = Array.from({ length }, (_, day) => `day ${day}`);
  return { dates, rows: Float64Array.from(rows), length };
}

function network() {
  const windows = windowsBefore(series, window, series.length, window).map((rows) => ({ rows }));
  return { price: Float64Array.from(windows, ({ rows }) => rows.at(-3)!), windows };
}

test("when the caller brings forecasters of the package itself, then they forecast and score as those do", () => {
  const baselines: Baselines = { points: { mine: ridgeReturn }, scales: { mine: ewmaReturns } };
  const all = besides(builtIn, forecastBaselines(baselines, days));
  expect(all.points.mine).toEqual(all.points.ridge);
  expect(all.scales.mine).toEqual(all.scales.ewma);
  const { test } = scoreSplits(all, splits);
  expect(test.mine).toEqual({ ...test.ridge, ...test.ewma });
});

test("when a forecaster sorts or changes what it gets, then nobody else sees that", () => {
  const before = closes(series).slice();
  const seen: [number, number][] = [];
  const { points, scales, last } = forecastBaselines(
    {
      points: {
        sorter: {
          fit: ({ closes, validationFrom }) => {
            seen.push([closes.length, validationFrom]);
            return { forecast: (closes) => 0 * closes.fill(1).length };
          },
        },
      },
      scales: {
        changer: {
          fit: ({ days }) => ({ forecast: (window) => window.days.logReturn.fill(9).length - days.count }),
        },
      },
    },
    days,
  );
  expect(closes(series)).toEqual(before);
  expect(points.sorter).toEqual(last);
  // Training and validation, and no later close.
  expect(seen).toEqual([[splits.validation.to + window, splits.train.to + window]]);
  const trained = splits.train.to + window - 1;
  expect(scales.changer!.sigma[0]).toBeCloseTo(Math.exp((59 - trained) / 2), 12);
});

test("when the future changes, then no earlier forecast does", () => {
  const baselines: Baselines = { points: { mine: ridgeReturn }, scales: { mine: ewmaReturns } };
  const rows = series.rows.slice();
  rows.fill(500, 390 * 6);
  const [a, b] = [series, { ...series, rows }].map((of) =>
    forecastBaselines(baselines, { ...days, series: of }),
  );
  const known = 390 - window;
  expect(a!.points.mine!.slice(0, known)).toEqual(b!.points.mine!.slice(0, known));
  expect(a!.scales.mine!.quantiles.slice(0, known)).toEqual(b!.scales.mine!.quantiles.slice(0, known));
});

const of = (value: number) => ({ fit: () => ({ forecast: () => value }) });

test.each([
  [
    { points: { naive: naiveReturn } },
    "bad_name",
    /^a baseline is named "naive": expected another name than model, naive/,
  ],
  [{ scales: { model: of(0) } }, "bad_name", /^a baseline is named "model"/],
  [{ points: { "my own": of(0) } }, "bad_name", /^a baseline is named "my own": expected a letter/],
  [
    { points: { mine: {} as never } },
    "bad_baseline",
    /^baseline "mine" is {}: expected an object with a function fit/,
  ],
  [
    { points: { mine: { fit: async () => of(0).fit() } as never } },
    "bad_baseline",
    /^fit of baseline "mine" returned {}: expected an object with a function forecast/,
  ],
  [
    { points: { mine: of(Number.NaN) } },
    "bad_forecast",
    /^baseline "mine" forecasts NaN for day 60: expected a finite/,
  ],
  [{ scales: { mine: of(-1 / 0) } }, "bad_forecast", /^baseline "mine" forecasts -Infinity for day 60/],
])("when baselines are %j, then the error %s says why", (baselines: Baselines, code, message) => {
  const add = () => besides(builtIn, forecastBaselines(baselines, days));
  expect(add).toThrow(expect.objectContaining({ code, message: expect.stringMatching(message) }));
});
