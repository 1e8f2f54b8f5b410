import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { summarize } from "@lstm-predict/backtest";
import { type Bar, rowsBefore, toRawSeries } from "@lstm-predict/bars";
import { type Forecasts, forecastAll, type SplitTable, scoreRange, slice } from "@lstm-predict/evaluation";
import { intervalsByLevel } from "@lstm-predict/forecaster";
import { LEVELS } from "@lstm-predict/forecasts";
import {
  type GroupScores,
  type IssuedForecast,
  type Role,
  readOverview,
  recordForecasts,
  type Store,
  type Summary,
  scoreSymbol,
  settleForecasts,
} from "../src/index.ts";
import { forecastOf, seriesOf, sha, weekdays } from "./forecasts.ts";
import { sqlitePlace } from "./places.ts";

const WINDOW = 60;
const DAYS = 420;

/** Numbers between 0 and 1 that look random (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const random = randomNumbers(7);
const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

function syntheticBars(): Bar[] {
  let close = 100;
  return weekdays("2022-01-03", DAYS).map((date, k) => {
    const sigma = 0.01 * (1 + 0.5 * Math.sin(k / 30));
    const open = close * Math.exp(0.3 * sigma * normal());
    close = open * Math.exp(sigma * normal());
    const high = Math.max(open, close) * Math.exp(0.3 * sigma * random());
    const low = Math.min(open, close) * Math.exp(-0.3 * sigma * random());
    return { date, open, high, low, close, volume: 1e6 * (1 + random()), adjClose: close };
  });
}

const bars = syntheticBars();
const series = toRawSeries(bars);
const windows = Array.from({ length: DAYS - WINDOW }, (_, k) => ({
  rows: rowsBefore(series, k + WINDOW, WINDOW),
}));
const price = Float64Array.from(windows, (_, k) => bars[k + WINDOW - 1]!.close * (1 + 0.002 * normal()));
const splits = {
  train: { from: 0, to: 180 },
  validation: { from: 180, to: 240 },
  test: { from: 240, to: 360 },
};
const forecasts: Forecasts = slice(
  forecastAll(series, splits, WINDOW, "return", { price, windows }),
  splits.test,
);

/** What each forecaster of the backtest said, issued in the evening before. */
function issued(): IssuedForecast[] {
  const roles: [Role, string][] = [
    ["champion", "model"],
    ["zeroShot", "zeroShot"],
    ["har", "har"],
  ];
  return roles.flatMap(([role, name]) =>
    forecasts.dates.map((date, k) => {
      const naive = forecasts.last[k]!;
      const at = bars.findIndex((bar) => bar.date === date);
      const { sigma, quantiles } = forecasts.scales[name]!;
      return forecastOf({
        role,
        model: role === "champion" ? { version: "v1", weightsSha256: sha("w") } : null,
        issuedAt: `${bars[at - 1]!.date}T21:00:00.000Z`,
        asOf: bars[at - 1]!.date,
        targetDate: date,
        naive,
        previousClose: bars[at - 2]!.close,
        prediction: role === "champion" ? forecasts.points.model![k]! : naive,
        intervals: intervalsByLevel(naive, sigma[k]!, LEVELS, quantiles[k]!),
      });
    }),
  );
}

describe("the settled scores of a backtest's days", () => {
  let store: Store;
  let live: GroupScores["scores"];
  let summary: Summary;
  let table: SplitTable;
  beforeAll(async () => {
    store = (await sqlitePlace()).open();
    await recordForecasts(store, issued());
    await settleForecasts(store, seriesOf(bars), new Date("2024-01-01"));
    [{ scores: live }] = (await scoreSymbol(store, "AAPL", "all")) as [GroupScores];
    [summary] = (await readOverview(store)) as [Summary];
    table = scoreRange(forecasts, { from: 0, to: 120 });
  });
  afterAll(() => store.close());
  const isEqual = (live: number | null, other: number) => expect(Math.abs(live! - other)).toBeLessThan(1e-12);

  test("when both score the same days, then errors, direction and their tests are equal", () => {
    expect(live).toMatchObject({
      days: 120,
      tooFew: false,
      from: forecasts.dates[0],
      to: forecasts.dates.at(-1),
    });
    isEqual(live.mase, table.model.mase);
    isEqual(live.direction.share, table.model.directionalAccuracy);
    isEqual(live.direction.lower, table.model.directionInterval[0]);
    isEqual(live.direction.upper, table.model.directionInterval[1]);
    isEqual(live.againstNaive.statistic, table.model.diebold.statistic);
    isEqual(live.againstNaive.p, table.model.diebold.p);
  });

  test("when both score the same days, then coverage, interval score and CRPS are equal", () => {
    for (const level of ["50", "80", "90", "95"] as const) {
      isEqual(live.coverage[level].share, table.model.intervals[level]!.coverage);
    }
    isEqual(live.winkler, table.model.intervals["90"]!.winkler);
    isEqual(live.crps, table.model.intervals["90"]!.crps);
  });

  test("when both compare forecasters, then the ratios are equal", () => {
    const [backtest] = summarize([{ symbol: "AAPL", bySeed: [forecasts] }]).symbols;
    const { har, zeroShot } = summary.beside;
    isEqual(har!.winkler.own! / har!.winkler.other!, backtest!.figures.model!.winklerToHar.mean);
    isEqual(har!.crps.own! / har!.crps.other!, backtest!.figures.model!.crpsToHar.mean);
    isEqual(har!.winkler.other, table.har!.intervals!["90"]!.winkler);
    isEqual(zeroShot!.crps.other, table.zeroShot!.intervals!["90"]!.crps);
    isEqual(summary.scores.mase, backtest!.figures.model!.mase.mean);
    expect(har!.comparison.p).toBeGreaterThan(0);
    // The model of this test has the error bar of zero-shot HAR: nothing differs.
    expect(zeroShot!.comparison).toEqual({ statistic: null, p: null });
  });

  test("when days are grouped by month, then each month has its backtest's scores", async () => {
    const months = await scoreSymbol(store, "AAPL", "month");
    expect(months.reduce((sum, { scores }) => sum + scores.days, 0)).toBe(120);
    for (const { group, scores } of months) {
      const from = forecasts.dates.findIndex((date) => date.startsWith(group));
      const to = forecasts.dates.findLastIndex((date) => date.startsWith(group)) + 1;
      isEqual(scores.mase, scoreRange(forecasts, { from, to }).model.mase);
      expect(scores.tooFew).toBe(to - from < 20);
    }
  });

  test("when the share is split later, then the scores stay", async () => {
    const split = bars.map((bar) => ({
      ...bar,
      open: bar.open / 4,
      high: bar.high / 4,
      low: bar.low / 4,
      close: bar.close / 4,
    }));
    await settleForecasts(store, seriesOf(split), new Date("2024-01-02"));
    const [{ scores }] = (await scoreSymbol(store, "AAPL", "all")) as [GroupScores];
    isEqual(scores.mase, table.model.mase);
    isEqual(scores.crps, table.model.intervals["90"]!.crps);
    expect(scores.coverage).toEqual(live.coverage);
  });
});
