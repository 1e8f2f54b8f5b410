import { expect, test } from "@jest/globals";
import type { Bar } from "@lstm-predict/bars";
import type { BarSeries } from "@lstm-predict/market-data";
import fc from "fast-check";
import {
  firstOfDay,
  fleetSessions,
  type HistoryEntry,
  type IssuedForecast,
  issueForecast,
  monitorFleet,
  type Outcome,
  readFleetMonitor,
  readHistory,
  readOverview,
  rebuildSummaries,
  recordForecasts,
  type Store,
  scoreOutcomes,
  settleForecasts,
  summarize,
  verifyRecord,
} from "../src/index.ts";
import { barsHash } from "../src/ledger/bars-hash.ts";
import { held } from "../src/scores/outcome.ts";
import { forecastOf, intervalsAround, seriesOf, sha, weekdays } from "./forecasts.ts";
import { sqlitePlace } from "./places.ts";

const DAYS = 14;
const SYMBOLS = ["AAPL", "KO"] as const;
const dates = weekdays("2024-03-01", DAYS); // over the change to daylight saving time
const ZONES = ["America/New_York", "Asia/Tokyo", "Australia/Sydney", "Europe/London", "UTC"];

/** What a download of some moment brings: bars up to a day, on the scale of the splits so far, some of them revised. */
interface Download {
  bars: Bar[];
  knownAt: Date;
  /** Price of this download over that of the first one: 1/4 after a split of four for one. */
  scale: number;
}

const returns = fc.array(fc.integer({ min: -60, max: 60 }), { minLength: DAYS, maxLength: DAYS });
/** Each download: days that it adds, the split before it (1: none), a bar to revise, noise as of float32. */
const steps = fc.array(
  fc.record({
    more: fc.integer({ min: 0, max: 3 }),
    split: fc.constantFrom(1, 1, 1, 2, 3, 1.5, 0.1),
    // Of neighbours one at most: two that are revised alike look like a split.
    revise: fc.option(
      fc.record({ day: fc.nat(DAYS / 2 - 1).map((k) => 2 * k), by: fc.constantFrom(1.01, 0.97) }),
    ),
    noise: fc.constantFrom(0, 0, 0, 0, 0, 0, 1e-7, -1e-7),
  }),
  { minLength: 3, maxLength: 10 },
);
type Step = (typeof steps extends fc.Arbitrary<infer T> ? T : never)[number];

const operations = fc.array(
  fc.oneof(
    fc.record({
      kind: fc.constant("issue" as const),
      symbol: fc.constantFrom(...SYMBOLS),
      download: fc.nat(99),
      horizon: fc.constantFrom(1, 1, 2, 5),
      role: fc.constantFrom("champion" as const, "har" as const),
      version: fc.constantFrom("v1", "v1", "v2"),
      hoursLate: fc.integer({ min: -30, max: 40 }),
      store: fc.nat(1),
    }),
    fc.record({
      kind: fc.constant("settle" as const),
      symbol: fc.constantFrom(...SYMBOLS),
      download: fc.nat(99),
      store: fc.nat(1),
    }),
  ),
  { minLength: 5, maxLength: 40 },
);

/** Splits and revisions are not mixed: if a share is split and the close of the as-of day revised, nobody can tell both apart. */
const worlds = fc.record({
  returns,
  steps,
  isSplit: fc.boolean(),
  timeZone: fc.constantFrom(...ZONES),
  operations,
});

function downloadsOf(moves: number[], plan: Step[], isSplit: boolean) {
  let [count, scale] = [3, 1];
  let close = 100;
  const closes = moves.map((move) => {
    close *= 1 + move / 1000;
    return close;
  });
  return plan.map(({ more, split, revise, noise }, k): Download => {
    count = Math.min(DAYS, count + more);
    if (isSplit) scale /= split;
    if (!isSplit && revise) closes[revise.day]! *= revise.by;
    const bars = dates.slice(0, count).map((date, day) => {
      const price = closes[day]! * scale * (1 + noise);
      return { date, open: price, high: price, low: price, close: price, volume: 1, adjClose: price };
    });
    return { bars, scale, knownAt: new Date(Date.UTC(2024, 5, 1, k)) };
  });
}

test("when forecasts are issued and settled in any order, then the scores are those of the last bars", async () => {
  await fc.assert(
    fc.asyncProperty(worlds, async ({ returns, steps, isSplit, timeZone, operations }) => {
      const downloads = downloadsOf(returns, steps, isSplit);
      const place = await sqlitePlace();
      const stores = [place.open(), place.open()];
      const origin = new Map(downloads.map((download) => [barsHash(download.bars), download]));
      for (const operation of operations) {
        const { bars, knownAt } = downloads[operation.download % downloads.length]!;
        const store = stores[operation.store]!;
        const series = seriesOf(bars, { symbol: operation.symbol, timeZone });
        if (operation.kind === "settle") await settleForecasts(store, series, knownAt);
        else await recordForecasts(store, [issueFrom(series, operation)]);
      }
      const last = downloads.at(-1)!;
      const store = stores[0]!;
      for (const symbol of SYMBOLS)
        await settleForecasts(store, seriesOf(last.bars, { symbol }), last.knownAt);

      const histories = new Map<string, HistoryEntry[]>();
      for (const symbol of SYMBOLS) histories.set(symbol, await readHistory(store, symbol));
      // Recomputed from the forecasts and the last bars alone, with the splits that really were.
      const recompute = (symbol: string, role: string, horizon: number) =>
        firstOfDay(
          histories.get(symbol)!.flatMap(({ forecast }): Outcome[] => {
            if (forecast.role !== role || forecast.horizon !== horizon || isLate(forecast, timeZone))
              return [];
            const bar = last.bars[dates.indexOf(forecast.asOf) + horizon];
            if (!bar) return [];
            const factor = origin.get(forecast.barsSha256)!.scale / last.scale;
            const naive = forecast.naive / factor;
            return [
              {
                forecast,
                session: bar.date,
                actual: bar.close,
                naive,
                prediction: forecast.prediction / factor,
                intervals: intervalsAround(naive, 0.02),
              },
            ];
          }),
        );
      for (const { symbol, role, horizon, scores } of (await readOverviews(store)).flat()) {
        const expected = scoreOutcomes(recompute(symbol, role, horizon));
        expect(scores).toMatchObject({
          days: expected.days,
          from: expected.from,
          to: expected.to,
          coverage: expected.coverage,
        });
        // Noise below the rounding stays in the record; MASE may divide by as little.
        const isExact = steps.every(({ noise }) => noise === 0);
        for (const name of isExact
          ? (["mase", "winkler", "crps"] as const)
          : (["winkler", "crps"] as const)) {
          if (expected[name] === null) expect(scores[name]).toBeNull();
          else
            expect(Math.abs(scores[name]! - expected[name])).toBeLessThan(
              (isExact ? 1e-9 : 1e-3) * (1 + expected[name]),
            );
        }
      }
      const fleets = await readFleets(store);
      expect(fleets).toEqual(
        ROLES.flatMap((role) =>
          HORIZONS.map((horizon) => fleetOf(SYMBOLS.flatMap((symbol) => recompute(symbol, role, horizon)))),
        ),
      );
      expect((await verifyRecord(store)).faults).toEqual([]);
      const overviews = await readOverviews(store);
      const summaries = SYMBOLS.flatMap((symbol) => summarize(symbol, histories.get(symbol)!));
      expect(overviews.flat()).toEqual(JSON.parse(JSON.stringify(sortSummaries(summaries))));
      expect(await rebuildSummaries(stores[1]!)).toBe(
        [...histories.values()].filter(({ length }) => length > 0).length,
      );
      expect(await readOverviews(store)).toEqual(overviews);
      expect(await readFleets(store)).toEqual(fleets);
      for (const open of stores) await open.close();
    }),
    { numRuns: 60 },
  );
});

/** The fleet's monitor of outcomes in any order. */
function fleetOf(outcomes: readonly Outcome[]) {
  const counts = outcomes.map((outcome) => ({
    session: outcome.session,
    as_of: outcome.forecast.asOf,
    outcomes: 1,
    missed: held(outcome) ? 0 : 1,
  }));
  return monitorFleet(fleetSessions(counts.sort((a, b) => (a.session < b.session ? -1 : 1))));
}

function readFleets(store: Store) {
  return Promise.all(
    ROLES.flatMap((role) => HORIZONS.map((horizon) => readFleetMonitor(store, { role, horizon }))),
  );
}

/** A forecast from the last bar of a download. */
function issueFrom(
  series: BarSeries,
  {
    horizon,
    role,
    version,
    hoursLate,
  }: { horizon: number; role: "champion" | "har"; version: string; hoursLate: number },
): IssuedForecast {
  const { close, date } = series.bars.at(-1)!;
  const targetDate = weekdays(date, horizon + 1)[horizon]!;
  const model = role === "champion" ? { version, weightsSha256: sha(version) } : null;
  const {
    issuedAt: _,
    role: _r,
    barsSha256: _b,
    late: _l,
    previousClose: _p,
    ...forecast
  } = forecastOf({
    symbol: series.symbol,
    asOf: date,
    targetDate,
    horizon,
    naive: close,
    model,
  });
  const issuedAt = new Date(Date.parse(`${targetDate}T24:00:00Z`) + hoursLate * 3_600_000);
  return issueForecast({ ...forecast, return: 0 }, { role, series, issuedAt });
}

/** Whether a forecast was issued after its target's day, by another way than the ledger's. */
function isLate({ issuedAt, targetDate }: IssuedForecast, timeZone: string): boolean {
  return new Date(issuedAt).toLocaleDateString("sv-SE", { timeZone }) > targetDate;
}

const ROLES = ["champion", "har"] as const;
const HORIZONS = [1, 2, 5];

function readOverviews(store: Store) {
  return Promise.all(
    ROLES.flatMap((role) => HORIZONS.map((horizon) => readOverview(store, { role, horizon }))),
  );
}

function sortSummaries(summaries: ReturnType<typeof summarize>) {
  const place = ({ role, horizon }: (typeof summaries)[number]) =>
    ROLES.indexOf(role as "har") * 100 + horizon;
  return summaries.sort((a, b) => place(a) - place(b) || (a.symbol < b.symbol ? -1 : 1));
}
