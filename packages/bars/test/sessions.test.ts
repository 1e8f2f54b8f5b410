import { describe, expect, test } from "@jest/globals";
import { sampleSessions } from "yahoo-stand-in";
import { addDays, isWeekend } from "../src/dates.ts";
import { isNyseHoliday } from "../src/exchanges/nyse-holidays.ts";
import { knowsHolidays, nextSession } from "../src/sessions.ts";

const NEW_YORK = "America/New_York";
const bars = (...dates: string[]) => dates.map((date) => ({ date }));

describe("the next session", () => {
  test("when each day of the sample is the last one, then the next is the one that came", () => {
    const dates = sampleSessions().map(({ date }) => date);
    dates.slice(0, -1).forEach((date, k) => {
      expect([date, nextSession({ timeZone: NEW_YORK, bars: bars(date) })]).toEqual([date, dates[k + 1]]);
    });
  });

  test("when a market trades every day, then it is the next day", () => {
    const week = Array.from({ length: 7 }, (_, k) => addDays("2024-03-01", k));
    expect(nextSession({ timeZone: "UTC", bars: bars(...week) })).toBe("2024-03-08");
  });

  test("when the exchange is another, then weekends alone are known", () => {
    expect(nextSession({ timeZone: "Europe/Berlin", bars: bars("2024-07-03") })).toBe("2024-07-04");
    expect(nextSession({ timeZone: "Europe/Berlin", bars: bars("2024-07-05") })).toBe("2024-07-08");
  });
});

test.each([
  [NEW_YORK, ["2024-07-03"], true],
  ["Europe/Berlin", ["2024-07-03"], false],
  ["unspecified", ["2024-07-03"], false],
  ["UTC", ["2024-03-01", "2024-03-02"], true],
])(
  "when the zone is %s and the bars are of %j, then its holidays are known: %s",
  (timeZone, dates, known) => {
    expect(knowsHolidays({ timeZone, bars: bars(...dates) })).toBe(known);
  },
);

describe("the holidays of New York", () => {
  // Sessions a year according to Yahoo, and the days of mourning among them.
  test.each([
    [2018, 251, 1],
    [2019, 252, 0],
    [2020, 253, 0],
    [2021, 252, 0],
    [2022, 251, 0],
    [2023, 250, 0],
    [2024, 252, 0],
    [2025, 250, 1],
  ])("when %d is counted, then it had %d sessions and %d day of mourning", (year, sessions, mourning) => {
    let count = 0;
    for (let day = `${year}-01-01`; day.startsWith(String(year)); day = addDays(day, 1)) {
      if (!isWeekend(day) && !isNyseHoliday(day)) count++;
    }
    expect(count - mourning).toBe(sessions);
  });

  test.each(["2022-06-20", "2021-12-24", "2027-07-05", "2024-03-29", "2026-11-26"])("%s is one", (day) => {
    expect(isNyseHoliday(day)).toBe(true);
  });

  test.each(["2021-12-31", "2021-06-18", "2026-11-27"])("%s is none", (day) => {
    expect(isNyseHoliday(day)).toBe(false);
  });
});
