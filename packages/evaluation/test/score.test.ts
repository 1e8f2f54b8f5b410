import { expect, test } from "@jest/globals";
import { windowsBefore } from "@lstm-predict/bars";
import { chronologicalSplits } from "@lstm-predict/preprocessing";
import { forecastAll } from "../src/forecasts.ts";
import { scoreSplits } from "../src/score.ts";

/** Bars that move by 1 % up and down, and not at all from bar `until` on. */
function frozenBars(count: number, until: number) {
  const rows: number[] = [];
  let close = 100;
  for (let day = 0; day < count; day++) {
    const open = close;
    if (day < until) close *= Math.exp(day % 2 === 0 ? 0.01 : -0.01);
    rows.push(open, Math.max(open, close), Math.min(open, close), close, 1000, close);
  }
  const dates = Array.from({ length: count }, (_, day) => `day ${day}`);
  return { dates, rows: Float64Array.from(rows), length: count };
}

test("when no price moved in a span, then its intervals are not compared", () => {
  const [window, series] = [30, frozenBars(330, 270)];
  const splits = chronologicalSplits(series.length, window);
  const windows = windowsBefore(series, window, series.length, window).map((rows) => ({ rows }));
  const price = Float64Array.from(windows, ({ rows }) => rows.at(-3)!);
  const scores = scoreSplits(forecastAll(series, splits, window, "return", { price, windows }), splits);
  expect(scores.validation.model.relative?.winklerToHar).toBeGreaterThan(0);
  expect(scores.test.model.mase).toBeNaN();
  expect(scores.test.model.relative).toBeUndefined();
  expect(scores.test.har?.relative).toBeUndefined();
});
