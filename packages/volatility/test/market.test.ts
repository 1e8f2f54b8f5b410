import { describe, expect, test } from "@jest/globals";
import { logRangeVariance } from "../src/days.ts";
import { alignMarket, marketByDate } from "../src/market.ts";
import { rows, rowsOf } from "./fixture.ts";

const dates = ["2024-01-02", "2024-01-03", "2024-01-04"];
const [a, b] = [rowsOf(rows[0], 0, 3), rowsOf(rows[1], 0, 2)];

describe("the market", () => {
  test("when symbols have a date in common, then its value is their mean; other dates have the value of one symbol", () => {
    const market = marketByDate([
      { dates, rows: a },
      { dates: dates.slice(0, 2), rows: b },
    ]);
    const [first, second] = logRangeVariance(a);
    expect([...market.keys()]).toEqual(dates.slice(1));
    expect(market.get("2024-01-03")).toBeCloseTo((first! + logRangeVariance(b)[0]!) / 2, 12);
    expect(market.get("2024-01-04")).toBe(second);
  });

  test("when a date has no value, then it gets the last value before it, never a later one", () => {
    const market = new Map([
      ["2024-01-05", 2],
      ["2024-01-03", 1],
    ]);
    const aligned = alignMarket(
      ["2024-01-02", "2024-01-03", "2024-01-04", "2024-01-05", "2024-01-08"],
      market,
    );
    expect([...aligned]).toEqual([Number.NaN, 1, 1, 2, 2]);
  });

  test("when the numbers of rows and dates differ, then the error quotes both", () => {
    expect(() => marketByDate([{ dates, rows: b }])).toThrow("rows has 12 values for 3 dates");
  });
});
