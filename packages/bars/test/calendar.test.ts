import { describe, expect, test } from "@jest/globals";
import { addDays, isWeekend } from "../src/dates.ts";
import { calendarOf } from "../src/exchanges/calendar.ts";
import { exchangeOf } from "../src/exchanges/exchange-of.ts";
import { EXCHANGES, isRecordedSession } from "../src/exchanges/recorded-sessions.ts";
import { countSessions, knowsHolidays, missedSessions, nextSession } from "../src/sessions.ts";

const MONDAY_TO_FRIDAY = [1, 2, 3, 4, 5];
const SUNDAY_TO_THURSDAY = [0, 1, 2, 3, 4];

/** `count` bars on these weekdays, Sunday is 0, of which the last is of `last`. */
function weekly(weekdays: number[], last: string, count: number): { date: string }[] {
  const bars: { date: string }[] = [];
  for (let date = last; bars.length < count; date = addDays(date, -1)) {
    if (weekdays.includes(new Date(date).getUTCDay())) bars.unshift({ date });
  }
  return bars;
}

/** Bars on all sessions of an exchange, from `start` to `end`. */
function sessionsOf(exchange: string, start: string, end: string): { date: string }[] {
  const bars: { date: string }[] = [];
  for (let date = start; date <= end; date = addDays(date, 1)) {
    if (isRecordedSession(exchange, date)) bars.push({ date });
  }
  return bars;
}

const file = (symbol: string, bars: { date: string }[]) => ({ symbol, timeZone: "unspecified", bars });

describe("the next session by the symbol of a file", () => {
  test.each([
    ["AAPL", "2024-12-31", "2025-01-02", "New Year"],
    ["BRK-B", "2026-11-25", "2026-11-27", "Thanksgiving"],
    ["BRK.B", "2025-01-08", "2025-01-10", "mourning"],
    ["^GSPC", "2026-04-02", "2026-04-06", "Good Friday"],
    ["RY.TO", "2026-06-30", "2026-07-02", "Canada Day"],
    ["PETR4.SA", "2026-02-13", "2026-02-18", "Carnival"],
    ["VOD.L", "2026-12-24", "2026-12-29", "Boxing Day on Monday"],
    ["SAP.DE", "2026-12-23", "2026-12-28", "Christmas"],
    ["MC.PA", "2026-04-30", "2026-05-04", "Labour Day"],
    ["2222.SR", "2026-11-26", "2026-11-29", "Thursday in Riyadh"],
    ["2222.SR", "2025-03-26", "2025-04-03", "Eid al-Fitr"],
    ["TEVA.TA", "2025-12-25", "2025-12-28", "Thursday in Tel Aviv until 2025"],
    ["TEVA.TA", "2026-11-26", "2026-11-27", "Thursday in Tel Aviv since 2026"],
    ["RELIANCE.NS", "2026-11-06", "2026-11-08", "Muhurat trading on a Sunday"],
    ["RELIANCE.NS", "2026-11-13", "2026-11-16", "the weekend after it"],
    ["INFY.BO", "2026-01-23", "2026-01-27", "Republic Day"],
    ["600519.SS", "2026-02-13", "2026-02-24", "Spring Festival"],
    ["000001.SZ", "2025-09-30", "2025-10-09", "National Day"],
    ["0700.HK", "2026-02-16", "2026-02-20", "Lunar New Year"],
    ["7203.T", "2026-05-01", "2026-05-07", "Golden Week"],
    ["^N225", "2026-12-30", "2027-01-04", "New Year in Tokyo"],
    ["005930.KS", "2026-09-23", "2026-09-28", "Chuseok"],
    ["BHP.AX", "2026-04-24", "2026-04-27", "Anzac Day on a Saturday"],
  ])("when %s ends on %s, then it is %s (%s), for certain", (symbol, last, next) => {
    expect(nextSession(file(symbol, [{ date: last }]))).toBe(next);
    expect(knowsHolidays(file(symbol, [{ date: last }]))).toBe(true);
  });

  test.each([
    ["NBK.KW", SUNDAY_TO_THURSDAY, "2026-11-26", "2026-11-29", "an exchange without a record"],
    ["VNM.VN", MONDAY_TO_FRIDAY, "2026-11-27", "2026-11-30", "an exchange without a record"],
    ["600519.SS", MONDAY_TO_FRIDAY, "2026-12-31", "2027-01-04", "New Year after the record"],
    ["AAPL", MONDAY_TO_FRIDAY, "2031-12-31", "2032-01-02", "New Year after the record"],
    ["2222.SR", SUNDAY_TO_THURSDAY, "2019-11-28", "2019-12-01", "a Thursday before the record"],
    ["EURUSD=X", MONDAY_TO_FRIDAY, "2026-11-27", "2026-11-30", "currencies"],
    ["ES=F", MONDAY_TO_FRIDAY, "2026-11-27", "2026-11-30", "futures"],
  ])(
    "when the weekdays of %s must be estimated, then the next is uncertain",
    (symbol, weekdays, last, next) => {
      const series = file(symbol, weekly(weekdays, last, 90));
      expect(nextSession(series)).toBe(next);
      expect(knowsHolidays(series)).toBe(false);
    },
  );

  test("when a coin is traded, then every day is a session, whatever the source", () => {
    for (const timeZone of ["unspecified", "UTC"]) {
      const series = { symbol: "BTC-USD", timeZone, bars: weekly([0, 1, 2, 3, 4, 5, 6], "2026-12-24", 90) };
      expect([nextSession(series), knowsHolidays(series)]).toEqual(["2026-12-25", true]);
    }
  });
});

describe("a special session", () => {
  test.each(["2026-11-21", "2026-11-22"])("when it was on %s, then the weekend stays closed", (special) => {
    const bars = weekly(MONDAY_TO_FRIDAY, "2026-11-27", 90).concat({ date: special });
    bars.sort((a, b) => (a.date < b.date ? -1 : 1));
    for (const symbol of ["FPT.VN", "INFY.NS", "MSFT"]) {
      expect(nextSession(file(symbol, bars))).toBe("2026-11-30");
    }
  });

  test("when there are several in a few months, then the weekdays of an unknown exchange stay", () => {
    const bars = weekly(MONDAY_TO_FRIDAY, "2026-11-27", 90).concat(
      ["2026-10-10", "2026-10-31", "2026-11-14"].map((date) => ({ date })),
    );
    bars.sort((a, b) => (a.date < b.date ? -1 : 1));
    expect(nextSession(file("FPT.VN", bars))).toBe("2026-11-30");
  });
});

describe("a file whose symbol names another exchange", () => {
  test("when it trades on Sundays, then it is not New York's, and the next session is uncertain", () => {
    const series = file("AAPL", weekly(SUNDAY_TO_THURSDAY, "2024-07-11", 399));
    expect([nextSession(series), knowsHolidays(series)]).toEqual(["2024-07-14", false]);
  });

  test.each([
    ["AAPL", SUNDAY_TO_THURSDAY, "2024-07-11", "XNYS"],
    ["SAP.DE", SUNDAY_TO_THURSDAY, "2024-07-11", "XETR"],
    ["2222.SR", MONDAY_TO_FRIDAY, "2024-07-12", "XSAU"],
    ["AAPL", MONDAY_TO_FRIDAY, "2024-07-12", undefined],
    ["QNBK.QA", SUNDAY_TO_THURSDAY, "2024-07-11", undefined],
  ])(
    "when bars of %s are on the weekdays %j, then the calendar is contradicted or not",
    (symbol, weekdays, last, exchange) => {
      expect(calendarOf(file(symbol, weekly(weekdays, last, 200))).contradicted).toBe(exchange);
    },
  );

  test.each([
    ["XSHG", "2026-02-13", "2026-02-24"],
    ["XSAU", "2026-03-16", "2026-03-24"],
    ["XTKS", "2026-05-01", "2026-05-07"],
  ])("when it has the sessions of %s, then the holidays there are known too", (exchange, last, next) => {
    const series = file("MINE", sessionsOf(exchange, "2025-01-02", last));
    expect([nextSession(series), knowsHolidays(series)]).toEqual([next, false]);
  });

  test("when it trades on New York's holidays but fits no exchange, then New Year's Day stays one", () => {
    const series = file("AAPL", weekly(MONDAY_TO_FRIDAY, "2024-12-31", 300));
    expect([nextSession(series), knowsHolidays(series)]).toEqual(["2025-01-02", false]);
  });

  test("when one weekday never has bars, then no session is expected on it", () => {
    const series = file("AAPL", weekly([1, 2, 3, 4], "2024-07-11", 60));
    expect(nextSession(series)).toBe("2024-07-15");
  });
});

describe("the sessions on record", () => {
  test("when a suffix names an exchange, then its sessions are on record", () => {
    const suffixes =
      "SR TA SS SZ HK T L DE PA NS BO SA TO AX KS AS MI MC SW ST CO HE OL TW SI JK KL BK NZ MX JO IS WA".split(
        " ",
      );
    expect(
      suffixes.filter((suffix) => !EXCHANGES.includes(exchangeOf(`A.${suffix}`, "unspecified")!)),
    ).toEqual([]);
  });

  // Sessions a year according to the exchanges.
  test.each([
    ["XNYS", 2021, 252],
    ["XNYS", 2025, 250],
    ["XSHG", 2025, 243],
    ["XLON", 2022, 250],
    ["XTKS", 2024, 245],
  ])("when the sessions of %s in %d are counted, then they are %d", (exchange, year, sessions) => {
    expect(sessionsOf(exchange, `${year}-01-01`, `${year}-12-31`)).toHaveLength(sessions);
  });

  test("when an exchange is open from Sunday to Thursday, then it has no session on Friday and Saturday", () => {
    const days = sessionsOf("XSAU", "2025-01-01", "2025-12-31").map(({ date }) => new Date(date).getUTCDay());
    expect([...new Set(days)].sort()).toEqual(SUNDAY_TO_THURSDAY);
  });
});

describe("the age of the last bar", () => {
  test.each([
    ["AAPL", "2026-11-25", "2026-11-27", 0],
    ["AAPL", "2026-11-25", "2026-11-28", 1],
    ["AAPL", "2026-11-25", "2026-11-25", 0],
    ["COPEC.SN", "2026-07-17", "2026-11-27", 92],
    ["600519.SS", "2026-02-13", "2026-02-24", 0],
    ["BTC-USD", "2026-11-20", "2026-11-27", 6],
  ])("when %s ends on %s and today is %s, then it missed %d sessions", (symbol, last, today, missed) => {
    expect(missedSessions(file(symbol, [{ date: last }]), today)).toBe(missed);
  });
});

test("when an unknown exchange closes for a week, then its holidays may be the reason; New York has none so long", () => {
  const may = (symbol: string) =>
    calendarOf(file(symbol, [{ date: "2024-06-13" }])).mayCloseLong("2024-06-14");
  expect([may("QNBK.QA"), may("600519.SS"), may("AAPL"), may("ES=F")]).toEqual([true, false, false, false]);
});

test("when sessions are counted, then both ends are left out", () => {
  expect(countSessions({ isSession: (day) => !isWeekend(day) }, "2024-03-01", "2024-03-11")).toBe(5);
});
