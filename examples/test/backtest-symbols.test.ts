import { expect, test } from "@jest/globals";
import { expectShown, run } from "./scripts.ts";

test("when it runs, then error bars that follow the volatility gain on real days, and nothing on mixed ones", async () => {
  const printed = await run("backtest-symbols.ts");
  const rows = printed
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => line.split(/\s+/));
  expect(rows.map(([symbol, forecaster]) => `${symbol} ${forecaster}`)).toEqual([
    ...["AAPL model", "AAPL har", "AAPL naive", "MIXED model", "MIXED har", "MIXED naive"],
  ]);
  const toConstant = (row: number) => Number(rows[row]![4]);
  expect(toConstant(0)).toBeLessThan(0.96);
  expect(toConstant(3)).toBeGreaterThan(0.97);
  await expectShown("backtest-symbols.ts", printed);
});
