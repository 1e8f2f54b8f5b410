import { expect, test } from "@jest/globals";
import type { SymbolBars, SymbolForecast } from "@lstm-predict/api-client";
import { type Compared, comparisonContent } from "../../src/content/comparison.ts";
import { liveScores, symbolRecord } from "../record.ts";

function compared(symbol: string, closes: Record<string, number>, over: Partial<Compared> = {}): Compared {
  const sessions = Object.entries(closes).map(([date, close]) => ({ date, close }));
  const forecast = { naive: 100, asOf: "2025-12-31", intervals: { "90": [99, 102] } };
  return {
    symbol,
    bars: { sessions } as unknown as SymbolBars,
    forecast: forecast as unknown as SymbolForecast,
    record: symbolRecord(),
    ...over,
  };
}

test("when two symbols are compared, then closes of the days that both have begin at 100", () => {
  const { dates, closes } = comparisonContent([
    compared("AAPL", { "2025-12-29": 50, "2025-12-30": 200, "2025-12-31": 210 }),
    compared("KO", { "2025-12-30": 60, "2025-12-31": 57, "2026-01-02": 58 }),
  ]);
  expect(dates).toEqual(["2025-12-30", "2025-12-31"]);
  expect(closes).toEqual([
    [100, 105],
    [100, 95],
  ]);
});

test("when one has too few days on record, then its live scores are not shown", () => {
  const { table } = comparisonContent([
    compared("AAPL", {}),
    compared("KO", {}, { record: symbolRecord({ scores: liveScores(2, 3) }) }),
  ]);
  const cells = Object.fromEntries(table.rows.map(({ head, cells }) => [head, cells]));
  expect(cells["next 90 % range"]).toEqual(["99.00 – 102.00", "99.00 – 102.00"]);
  expect(cells["its width"]).toEqual(["3.00 %", "3.00 %"]);
  expect(cells["90 % held"]).toEqual(["90.4 %", "too few days"]);
});
