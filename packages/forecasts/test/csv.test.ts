import { describe, expect, test } from "@jest/globals";
import { formatForecasts, intervalColumns, parseSettled, SETTLED } from "../src/csv.ts";
import { LEVELS, levelName } from "../src/levels.ts";
import type { SettledForecast } from "../src/record.ts";

const DAY: SettledForecast = {
  date: "2025-12-31",
  actual: 271.86,
  prediction: 273.2000000001,
  naive: 273.08,
  intervals: { 50: [271.5, 274.7], 90: [268.1, 278.2] },
};

const fail = (line: number, expected: string) => new Error(`line ${line}: expected ${expected}`);

test("when a level is named, then it is the percentage of the days", () => {
  expect(LEVELS.map(levelName)).toEqual(["50", "80", "90", "95"]);
});

describe("forecasts as CSV", () => {
  test("when they are formatted, then lower and upper price of each level follow the given columns", () => {
    expect(formatForecasts([DAY], SETTLED, 9)).toBe(
      "date,actual,prediction,naive,lower50,upper50,lower90,upper90\n" +
        "2025-12-31,271.86,273.2,273.08,271.5,274.7,268.1,278.2\n",
    );
  });

  test("when no number of digits is given, then numbers keep all that they have, in columns of any order", () => {
    const columns = { naive: () => 0.1 + 0.2, day: ({ date }: SettledForecast) => date };
    expect(formatForecasts([{ ...DAY, intervals: {} }], columns)).toBe(
      "naive,day\n0.30000000000000004,2025-12-31\n",
    );
  });

  test("when there is no forecast, then the header stands alone", () => {
    expect(formatForecasts([], SETTLED)).toBe("date,actual,prediction,naive\n");
    expect(parseSettled("date,actual,prediction,naive\n", fail)).toEqual([]);
  });

  test("when they are read again, then they are the same, with an error bar and without", () => {
    const days = [DAY, { ...DAY, date: "2026-01-02" }];
    expect(parseSettled(formatForecasts(days, SETTLED), fail)).toEqual(days);
    const bare = [{ ...DAY, intervals: {} }];
    expect(parseSettled(formatForecasts(bare, SETTLED), fail)).toEqual(bare);
  });

  test.each([
    ["a cell is no number", "2025-12-31,1,2,x,1,2"],
    ["a cell is missing", "2025-12-31,1,2,3,1"],
    ["a cell is too many", "2025-12-31,1,2,3,1,2,3"],
  ])("when %s, then the line and the legal columns are named", (_case, line) => {
    const header = `date,actual,prediction,naive,${intervalColumns(["90"]).join(",")}`;
    const text = `${header}\n2025-12-30,1,2,3,1,2\n${line}\n`;
    expect(() => parseSettled(text, fail)).toThrow(
      "line 3: expected date,actual,prediction,naive,lower90,upper90",
    );
  });
});
