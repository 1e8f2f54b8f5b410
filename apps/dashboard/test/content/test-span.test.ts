import { describe, expect, test } from "@jest/globals";
import {
  countInside,
  daysOf,
  daysTable,
  testSpanContent,
  testSpanSentence,
} from "../../src/content/test-span.ts";
import { testDay } from "../responses.ts";

const DAYS = [
  testDay(),
  testDay({ date: "2025-12-30", actual: 99, prediction: 102.5, naive: 102, intervals: { 90: [99.5, 105] } }),
];

test("when the bundle kept its test forecasts, then they are the content", () => {
  expect(testSpanContent({ symbol: "AAPL", version: "v1", days: DAYS })).toEqual({ days: DAYS });
});

test("when the bundle kept none, then the panel says what to do", () => {
  expect(testSpanContent({ symbol: "AAPL", version: "v1", days: [] })).toEqual({
    missing: expect.stringContaining("trained before the forecasts of its test span were kept"),
  });
});

describe("the sentence of a test span", () => {
  test("when it has days, then both forecasts' errors and what the intervals held are there", () => {
    expect(testSpanSentence(DAYS)).toBe(
      '2 days, 2025-12-29 to 2025-12-30, that nothing was fitted to: the forecast missed the close by 2.2500 on average, "tomorrow = today" by 2.5000. 1 of them (50.0 %) closed inside their 90 % interval.',
    );
  });

  test("when there are no intervals, then it does not speak of them", () => {
    expect(testSpanSentence(DAYS.map((day) => ({ ...day, intervals: {} })))).not.toContain("interval");
  });

  test("when there are no days, then it says so", () => {
    expect(testSpanSentence([])).toBe("There are no days to show.");
  });
});

describe("days inside their interval", () => {
  test("when every day has the level, then those inside are counted, both ends included", () => {
    expect(countInside(DAYS, "90")).toBe(1);
    expect(countInside([testDay({ actual: 97 }), testDay({ actual: 103 })], "90")).toBe(2);
  });

  test("when a day does not have the level, then nothing is counted", () => {
    expect(countInside(DAYS, "50")).toBeUndefined();
    expect(countInside([...DAYS, testDay({ intervals: {} })], "90")).toBeUndefined();
  });
});

test("when the last days are chosen, then there are up to 60", () => {
  const days = Array.from({ length: 61 }, (_, k) => testDay({ actual: k }));
  expect(daysOf(days, "all")).toHaveLength(61);
  expect(daysOf(days, "last").map(({ actual }) => actual)).toEqual(days.slice(1).map(({ actual }) => actual));
  expect(daysOf(DAYS, "last")).toEqual(DAYS);
});

test("when days are a table, then the newest comes first, with its interval and its change", () => {
  const { columns, rows } = daysTable(DAYS);
  expect(rows).toEqual([
    {
      head: "2025-12-30",
      cells: ["99.00", "102.50", "102.00", "99.50", "105.00", "no", "−2.94 %"],
    },
    {
      head: "2025-12-29",
      cells: ["102.00", "101.00", "100.00", "97.00", "103.00", "yes", "+2.00 %"],
    },
  ]);
  expect(columns).toHaveLength(8);
});

test("when a day has no interval, then its cells are dashes", () => {
  const [row] = daysTable([testDay({ intervals: {} })]).rows;
  expect(row?.cells.slice(3, 6)).toEqual(["–", "–", "–"]);
});
