import { expect, test } from "@jest/globals";
import { addDays } from "@lstm-predict/bars";
import { load, refusal, table, weekdays } from "./csv-file.ts";

const DAYS = weekdays();
const HEADER = "Date,Open,High,Low,Close,Volume";
type Day = (typeof DAYS)[number];
const dated = (date: string | number, { open, high, low, close, volume }: Day) =>
  [date, open, high, low, close, volume].join(",");
const row = (day: Day) => dated(day.date, day);
const daysSince1970 = (date: string) => Date.parse(date) / 86_400_000;

test("when a spreadsheet has swapped day and month of the dates that it took for its own, then the file is refused", async () => {
  const text = table(HEADER, DAYS, (day) => {
    const [year, month, dayOfMonth] = day.date.split("-") as [string, string, string];
    const swapped = Number(dayOfMonth) <= 12;
    return dated(swapped ? `${year}-${dayOfMonth}-${month}` : `${dayOfMonth}/${month}/${year}`, day);
  });
  expect(await refusal(text)).toMatch(
    /^11: Date is "13\/01\/2023", but "2023-02-01" before, and the rows are in no order/,
  );
});

test("when two ways of writing dates follow one another in order, then both are read", async () => {
  const text = table(HEADER, DAYS, (day, i) =>
    dated(i < 15 ? day.date : day.date.split("-").toReversed().join("/"), day),
  );
  expect((await load(text)).bars.map(({ date }) => date)).toEqual(DAYS.map(({ date }) => date));
});

test.each([
  ["counted from 1904", (date: string) => daysSince1970(date) + 24_107, "Saturday"],
  ["counted from 1970", (date: string) => daysSince1970(date) + 2 * 365 * 7, "Saturday"],
])("when days are %s, then they are refused as days of another count", async (_count, count, weekday) => {
  const text = table(HEADER, DAYS, (day) => dated(count(day.date), day));
  expect(await refusal(text)).toContain(`a ${weekday}, and no row is on a Monday: the days are shifted`);
});

test("when a row is of a year to come, then the file is refused", async () => {
  const text = table(HEADER, DAYS, (day, i) =>
    dated(i === 12 ? day.date.replace("2023", "2203") : day.date, day),
  );
  await expect(load(text, { now: () => new Date("2023-03-01T00:00:00Z") })).rejects.toMatchObject({
    code: "bad_date",
    message:
      "bars.csv has a bar of 2203-01-18, and today is 2023-03-01: expected bars of the past, or --end 2023-03-01",
  });
});

test("when it is tomorrow in the exchange's zone, then its bar is none of the future", async () => {
  const now = () => new Date(`${DAYS.at(-2)!.date}T23:00:00Z`);
  expect((await load(table(HEADER, DAYS, row), { now })).bars).toHaveLength(30);
});

test("when years are of another calendar, then they are no dates", async () => {
  const text = table(HEADER, DAYS, (day) => dated(day.date.replace("2023", "1402"), day));
  expect(await refusal(text)).toMatch(/^2: Date is "1402-01-02", expected a day as YYYY-MM-DD/);
});

test("when bars are before the names of the columns, then the file is refused", async () => {
  const text = `${DAYS.slice(0, 10).map(row).join("\n")}\n${table(HEADER, DAYS.slice(10), row)}`;
  expect(await refusal(text)).toBe(
    "1: a bar before the names of the columns on line 11: expected them on the first line",
  );
});

test("when no row has a date or a close that can be read, then the first one is quoted", async () => {
  const text = table(HEADER, DAYS, () => "soon,a,b,c,d,e");
  expect(await refusal(text)).toMatch(/^2: Date is "soon", expected a day as/);
});

test("when a date is a span of days, then it is no date of unknown order", async () => {
  const text = table(HEADER, DAYS, (day) => dated("1/2/23 - 1/6/23", day));
  expect(await refusal(text)).toMatch(/^2: Date is "1\/2\/23 - 1\/6\/23", expected a day as/);
});

test("when dates are a day early, on Sundays and never on Fridays, then a note says that they may be shifted", async () => {
  const early = weekdays(60).map((day) => ({ ...day, date: addDays(day.date, -1) }));
  const note =
    "The bars are not on the days of the week of XNYS, the exchange of the symbol: they are of another one, or their dates are shifted by a day.";
  expect((await load(table(HEADER, early, row))).cleaning.notes).toContain(note);
  expect((await load(table(HEADER, weekdays(60), row))).cleaning.notes).not.toContain(note);
});
