import { describe, expect, test } from "@jest/globals";
import { testSpanData, testSpanOptions, tickText } from "../../src/charts/test-span.ts";
import { testDay } from "../responses.ts";
import { COLOURS } from "./palette.ts";

const DAYS = [
  testDay(),
  testDay({ date: "2025-12-30", actual: 99, prediction: 102.5, naive: 102, intervals: { 90: [99.5, 105] } }),
];

describe("the columns", () => {
  test("when prices are drawn, then each day has its own", () => {
    expect(testSpanData(DAYS, "price")).toEqual([
      DAYS.map(({ date }) => Date.parse(date) / 1000),
      [97, 99.5],
      [103, 105],
      [100, 102],
      [101, 102.5],
      [102, 99],
    ]);
  });

  test("when changes are drawn, then they are from the close before, and naive is 0", () => {
    const [, ...columns] = testSpanData([DAYS[0]!], "change");
    expect(columns.map((column) => Number(column[0]!.toFixed(6)))).toEqual([-0.03, 0.03, 0, 0.01, 0.02]);
  });

  test("when a day has no interval, then there is a gap", () => {
    const [, lower, upper] = testSpanData([testDay({ intervals: {} }), DAYS[1]!], "price");
    expect([lower, upper]).toEqual([
      [null, 99.5],
      [null, 105],
    ]);
  });
});

describe("the options", () => {
  const options = (quantity: "price" | "change") =>
    testSpanOptions(COLOURS, "sans-serif", quantity, (seconds) => new Date(1000 * seconds));

  test("when there are columns, then each has a series with a label", () => {
    const labels = options("price").series.map(({ label }) => label);
    expect(labels).toEqual(["day", "90 % from", "to", "naive", "forecast", "actual"]);
    expect(labels).toHaveLength(testSpanData(DAYS, "price").length);
  });

  test("when changes are drawn, then actual is points alone; when prices are, then a line", () => {
    const actual = (quantity: "price" | "change") => options(quantity).series.at(-1)!;
    expect(actual("change").points).toMatchObject({ show: true });
    expect(actual("change").paths).toBeInstanceOf(Function);
    expect(actual("price").points).toMatchObject({ show: false });
    expect(actual("price").paths).toBeUndefined();
  });

  test("when the pointer is at a value, then the legend reads it as price, change or dash", () => {
    const read = (quantity: "price" | "change", raw: number | null) => {
      const { value } = options(quantity).series[4]!;
      return (value as (plot: unknown, raw: number | null) => string)(undefined, raw);
    };
    expect([read("price", 101), read("change", -0.01), read("change", null)]).toEqual([
      "101.00",
      "−1.00 %",
      "–",
    ]);
  });

  test.each([
    [180, "price", "180"],
    [0.025, "change", "2.5 %"],
    [-0.1 - 0.2, "change", "-30 %"],
    [0, "change", "0 %"],
  ] as const)("when the tick is %p of a %s, then it reads %s", (tick, quantity, text) => {
    expect(tickText(tick, quantity)).toBe(text);
  });
});
