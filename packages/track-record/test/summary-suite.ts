import { expect, test } from "@jest/globals";
import {
  poolSummaries,
  readFleetMonitor,
  readOverview,
  rebuildSummaries,
  recordForecasts,
  type Store,
  type Summary,
  settleForecasts,
} from "../src/index.ts";
import { barsOf, forecastOf, intervalsAround, seriesOf, weekdays } from "./forecasts.ts";
import type { MakePlace, Place } from "./places.ts";

const DAYS = 30;
const dates = weekdays("2024-01-01", DAYS + 2);
const knownAt = new Date("2024-03-01T22:00:00Z");
const closes = dates.map((_, k) => 100 * (1 + ((k * 7) % 11) / 500));
const bars = barsOf(closes, dates);

/** Records and settles `days` days of a symbol: the champion's error is `error` times the naive forecast's, HAR's interval twice as wide. */
async function settle(store: Store, symbol: string, { days = DAYS, error = 0.5 } = {}) {
  const issued = bars.slice(1, days + 1).flatMap(({ date, close }, k) => {
    const next = bars[k + 2]!.close;
    const of = { symbol, asOf: date, targetDate: dates[k + 2]!, naive: close, previousClose: bars[k]!.close };
    return [
      forecastOf({
        ...of,
        prediction: next + error * (close - next),
        intervals: intervalsAround(close, 0.02),
      }),
      forecastOf({ ...of, role: "har", model: null, intervals: intervalsAround(close, 0.04) }),
    ];
  });
  await recordForecasts(store, issued);
  await settleForecasts(store, seriesOf(bars, { symbol }), knownAt);
}

/** What holds of scores of all symbols, and of tables that were damaged, in every database. */
export function testSummaries(makePlace: MakePlace): void {
  test("when symbols are pooled, then ratios are geometric means, and those with too few days are left out", async () => {
    await using store = (await makePlace()).open();
    await settle(store, "AAPL", { error: 0.5 });
    await settle(store, "KO", { error: 2 });
    await settle(store, "MSFT", { error: 9, days: 19 });
    const summaries = await readOverview(store);
    const pooled = poolSummaries(summaries);
    expect(pooled).toMatchObject({ symbols: 2, days: 2 * DAYS, sessions: DAYS, tooFew: false, better: 1 });
    expect(pooled.mase).toBeCloseTo(1, 9); // .5 and 2
    const { right, trials, share, lower, upper } = pooled.coverage["90"];
    const [one] = summaries as [Summary];
    expect([right, trials]).toEqual([2 * one.scores.coverage["90"].right, 2 * DAYS]);
    // Two symbols that move as one say as much as one does.
    expect([share, lower, upper]).toEqual(
      (["share", "lower", "upper"] as const).map((name) => one.scores.coverage["90"][name]),
    );
    const { own, other } = one.beside.har!.winkler;
    expect(pooled.beside).toMatchObject({ har: { symbols: 2, better: own! < other! ? 2 : 0 } });
    expect(pooled.beside.har!.winkler).toBeCloseTo(own! / other!, 12);
    expect(poolSummaries(summaries.slice(2))).toMatchObject({
      symbols: 0,
      sessions: 19,
      tooFew: true,
      mase: null,
      coverage: { "90": { share: null } },
      beside: {},
    });
    expect(poolSummaries([])).toMatchObject({ symbols: 0, sessions: 0, tooFew: true, crps: null });
  });

  test("when all symbols miss on the same days, then the fleet's monitor sees it, and restated bars take it back", async () => {
    await using store = (await makePlace()).open();
    const fall = barsOf(
      dates.map((_, k) => 100 * (k < 10 ? 1 : 0.9 ** (k - 9))),
      dates,
    );
    for (const symbol of ["AAPL", "KO", "MSFT"]) {
      await recordForecasts(
        store,
        fall.slice(1, 22).map(({ date, close }, k) =>
          forecastOf({
            symbol,
            asOf: date,
            targetDate: dates[k + 2]!,
            naive: close,
            previousClose: fall[k]!.close,
          }),
        ),
      );
      await settleForecasts(store, seriesOf(fall, { symbol }), knownAt);
    }
    const { tooNarrow, ...state } = await readFleetMonitor(store);
    expect(state).toMatchObject({ state: "alarm", since: tooNarrow.alarms[0]!.date, sessions: 21 });
    expect(tooNarrow).toMatchObject({ outcomes: 63, alarms: [{ date: dates[18] }] });
    expect(await readFleetMonitor(store, { role: "har" })).toMatchObject({ state: "none", since: null });
    const still = fall.map((bar, k) => ({ ...bar, close: k < 10 ? bar.close : fall[9]!.close }));
    await settleForecasts(store, seriesOf(still, { symbol: "AAPL" }), new Date("2024-03-02T22:00:00Z"));
    const after = await readFleetMonitor(store);
    expect(after.tooNarrow.evidence).not.toBe(tooNarrow.evidence);
    await rebuildSummaries(store);
    expect(await readFleetMonitor(store)).toEqual(after);
  });

  async function damaged(sql: string): Promise<{ place: Place; store: Store; before: Summary[] }> {
    const place = await makePlace();
    const store = place.open();
    await settle(store, "AAPL");
    await settle(store, "KO");
    const before = await readOverview(store);
    await place.run(sql);
    return { place, store, before };
  }

  test.each([
    ["is no JSON", `'{"symbol": '`],
    ["is null", "'null'"],
    ["has parts that are none", `'{"symbol":"KO","scores":1}'`],
    [
      "is another symbol's",
      "(select summary from summaries as other where symbol = 'AAPL' and role = 'champion')",
    ],
  ])("when a summary %s, then that is said in one line, and it is computed again", async (_, value) => {
    const { store, before } = await damaged(`update summaries set summary = ${value} where symbol = 'KO'`);
    await expect(readOverview(store)).rejects.toMatchObject({
      code: "damaged",
      message: expect.stringMatching(
        /: the summary of KO is damaged: pnpm record verify --rebuild computes it again$/,
      ),
    });
    expect(await rebuildSummaries(store)).toBe(2);
    expect(await readOverview(store)).toEqual(before);
    await store.close();
  });

  test("when summaries and counts were deleted, or are of a symbol that is not on record, then they are computed again", async () => {
    const { store, before } = await damaged(
      `delete from session_outcomes; update summaries set symbol = 'XX' where symbol = 'KO'`,
    );
    expect((await readFleetMonitor(store)).sessions).toBe(0);
    await rebuildSummaries(store);
    expect(await readOverview(store)).toEqual(before);
    expect((await readFleetMonitor(store)).sessions).toBe(DAYS);
    await store.close();
  });

  test("when a record of the first version is opened, then its outcomes are counted", async () => {
    const { place, store } = await damaged("drop table session_outcomes; update ledger set version = 1");
    await store.close();
    await using later = place.open();
    expect(await readFleetMonitor(later)).toMatchObject({
      sessions: DAYS,
      tooNarrow: { outcomes: 2 * DAYS },
    });
  });

  test.each([
    ["dropped", "drop table ledger"],
    ["emptied", "delete from ledger"],
  ])("when the ledger's table was %s, then that is said, and nothing changes", async (_, sql) => {
    const { place, store } = await damaged(sql);
    await store.close();
    await using later = place.open();
    for (let time = 0; time < 2; time++)
      await expect(later.ready()).rejects.toMatchObject({
        code: "damaged",
        message: expect.stringMatching(
          /: its table "ledger" is lost or empty, its forecasts are there: restore it from a backup$/,
        ),
      });
  });
}
