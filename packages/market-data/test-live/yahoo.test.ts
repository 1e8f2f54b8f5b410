import { describe, expect, test } from "@jest/globals";
import { loadBars } from "../src/load-bars.ts";

/**
 * Asks Yahoo itself, gently: run by hand (`pnpm test:live`), when downloads look wrong or the library was updated.
 * What it checks are facts of the past that no later split or dividend changes.
 */
const SYMBOLS: [symbol: string, timeZone: string, day: string, sessions: number][] = [
  ["AAPL", "America/New_York", "2020-08-31", 253],
  ["PETR4.SA", "America/Sao_Paulo", "2020-03-09", 249],
  ["SAP.DE", "Europe/Berlin", "2020-03-09", 253],
  ["0700.HK", "Asia/Hong_Kong", "2020-03-09", 248],
  ["BTC-USD", "UTC", "2020-03-12", 366],
  ["^GSPC", "America/New_York", "2020-03-09", 253],
];

describe("Yahoo, live", () => {
  test.each(SYMBOLS)(
    "when %s is requested, then 2020 has all its sessions",
    async (symbol, timeZone, day, sessions) => {
      const series = await loadBars({ symbol, source: "yahoo", start: "2020-01-01", end: "2020-12-31" });
      expect(series.timeZone).toBe(timeZone);
      expect(series.bars.map(({ date }) => date)).toContain(day);
      // Exchanges sometimes close for a storm or an outage: allow a few days more or less.
      expect(Math.abs(series.bars.length - sessions)).toBeLessThanOrEqual(3);
    },
  );

  test("when the last days are requested, then the newest bar is a finished session of the last week", async () => {
    const start = new Date(Date.now() - 14 * 86_400_000).toISOString().slice(0, 10);
    const { bars } = await loadBars({ symbol: "AAPL", source: "yahoo", start });
    expect(Date.now() - Date.parse(`${bars.at(-1)!.date}T00:00:00Z`)).toBeLessThan(7 * 86_400_000);
  });

  test("when a symbol does not exist, then it is unknown", async () => {
    const failure = loadBars({ symbol: "NOSUCHSYMBOL", source: "yahoo" });
    await expect(failure).rejects.toMatchObject({ code: "unknown_symbol" });
  });
});
