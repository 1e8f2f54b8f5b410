import { readdir } from "node:fs/promises";
import { expect, test } from "@jest/globals";
import { backtest, fetchBars } from "lstm-predict";
import { useFolder } from "./folder.ts";

const folder = useFolder();
const CONFIG = { window: 25, units: [4], denseUnits: 3, epochs: 1 };
const FOLDS = { folds: 2, refitEvery: 20, seeds: 1 };
const sample = (start: string) => fetchBars({ symbol: "AAPL", source: "sample", start });

test("when two symbols are walked, then each forecaster is summed up over both, the caller's too", async () => {
  const bars = await sample("2017-01-03");
  const other = { ...bars, symbol: "TWIN" };
  const dir = folder();
  const flat = { fit: () => ({ forecast: () => 0 }) };
  const ended: string[] = [];
  const options = { ...FOLDS, dir, baselines: { points: { flat } } };
  const { summary, forecasts } = await backtest([bars, other], CONFIG, {
    ...options,
    onFold: ({ symbol, number }) => ended.push(`${symbol} ${number}`),
  });
  expect(ended).toEqual(["AAPL 1", "AAPL 2", "TWIN 1", "TWIN 2"]);
  expect(forecasts.map(({ symbol, bySeed }) => [symbol, bySeed.length, bySeed[0]!.dates.length])).toEqual([
    ["AAPL", 1, 40],
    ["TWIN", 1, 40],
  ]);
  // The same bars: the same scores.
  expect(summary.symbols[1]!.figures).toEqual(summary.symbols[0]!.figures);
  expect(summary.overall.flat).toMatchObject({ mase: 1, maseWins: 0 });
  expect(summary.overall.model!.mase).toBe(summary.symbols[0]!.figures.model!.mase.mean);

  expect(await readdir(dir)).toHaveLength(4);
  const kept: boolean[] = [];
  const again = await backtest([bars, other], CONFIG, {
    ...options,
    onFold: ({ stored }) => kept.push(stored),
  });
  expect(kept).toEqual([true, true, true, true]);
  expect(again.summary).toEqual(summary);
});

test.each([
  [{ seeds: 0 }, "seeds is 0: expected a whole number from 1 on"],
  [{ folds: 400 }, expect.stringContaining("400 folds of 20 days and 100 windows of 25 to learn from need")],
])("when the options are %j, then the error says what is legal", async (options, message) => {
  const walk = backtest([await sample("2017-01-03")], CONFIG, { ...FOLDS, ...options });
  await expect(walk).rejects.toMatchObject({ name: "PreprocessingError", message });
});

test("when there are no bars to walk, then the error says so", async () => {
  await expect(backtest([])).rejects.toMatchObject({
    code: "bad_option",
    message: expect.stringContaining("series is 0"),
  });
});
