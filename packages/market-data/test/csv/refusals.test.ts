import { describe, expect, test } from "@jest/globals";
import { addDays } from "@lstm-predict/bars";
import { type Day, load, refusal, table, weekdays } from "./csv-file.ts";

const DAYS = weekdays();
const HEADER = "Date,Open,High,Low,Close,Volume";
const cells = (d: Day) => [d.open, d.high, d.low, d.close, d.volume].join(",");
const slashes = (date: string, order: "dmy" | "mdy") => {
  const [year, month, day] = date.split("-");
  return order === "dmy" ? `${day}/${month}/${year}` : `${month}/${day}/${year}`;
};

describe("dates", () => {
  const early = DAYS.filter(({ date }) => date <= "2023-01-12");

  test("when no day above 12 tells the order, then both readings are said, and --dates decides", async () => {
    const text = table(HEADER, early, (d) => `${slashes(d.date, "mdy")},${cells(d)}`);
    expect(await refusal(text)).toBe(
      '2: Date is "01/02/2023", and no row has a day above 12 that tells the order: it is 2023-02-01 as day/month/year (--dates dmy) or 2023-01-02 as month/day/year (--dates mdy)',
    );
    const dates = async (order: "dmy" | "mdy") => {
      const { bars } = await load(text, { csvOptions: { dates: order } });
      return bars.slice(0, 2).map(({ date }) => date);
    };
    expect(await dates("mdy")).toEqual(["2023-01-02", "2023-01-03"]);
    await expect(dates("dmy")).rejects.toThrow("2023-02-01 to 2023-12-01 are monthly bars");
  });

  test("when the year comes first with two digits, then it is known by changing least", async () => {
    const text = table(HEADER, DAYS, (d) => `${d.date.slice(2)},${cells(d)}`);
    expect((await load(text)).bars.map(({ date }) => date)).toEqual(DAYS.map(({ date }) => date));
  });

  test("when rows contradict one another, then both lines are quoted", async () => {
    const text = table(HEADER, DAYS, (d, i) => `${slashes(d.date, i < 15 ? "mdy" : "dmy")},${cells(d)}`);
    expect(await refusal(text)).toBe(
      '17: Date is "23/01/2023", but "01/13/2023" on line 11: expected day/month/year or month/day/year in all rows',
    );
  });

  test("when --dates contradicts a row, then the row is quoted", async () => {
    const text = table(HEADER, DAYS, (d) => `${slashes(d.date, "mdy")},${cells(d)}`);
    expect(await refusal(text, { csvOptions: { dates: "dmy" } })).toBe(
      '11: Date is "01/13/2023", expected a day as day/month/year, as --dates dmy says',
    );
  });

  test.each([
    ["Jan 2, 2023", "2023-01-02"],
    ["2-Jan-23", "2023-01-02"],
    ["Mon, Jan 02, 2023", "2023-01-02"],
    ["2. Januar 2023", "2023-01-02"],
    ["2 janv. 2023", "2023-01-02"],
    ["2023/1/2", "2023-01-02"],
    ["20230102", "2023-01-02"],
    ["1/13/2023 4:00:00 PM", "2023-01-13"],
    ["13.01.23", "2023-01-13"],
    ["1672617600", "2023-01-02"],
    ["1672617600000", "2023-01-02"],
    ["44928", "2023-01-02"],
    ["2023-01-02T00:00:00.000Z", "2023-01-02"],
    ["2023年1月2日", "2023-01-02"],
    ["2nd January 2023", "2023-01-02"],
    ["2023-Jan-02", "2023-01-02"],
  ])("when a date is written as %s, then it is %s", async (text, date) => {
    const { bars } = await load(`${HEADER}\n"${text}",10,12,9,11,100\n`);
    expect(bars.map((bar) => bar.date)).toEqual([date]);
  });
});

describe("numbers", () => {
  const semicolons = (day: Day, mark: string) =>
    [
      day.date,
      ...[day.open, day.high, day.low, day.close].map((x) => (x / 8).toFixed(3).replace(".", mark)),
      "",
    ].join(";");

  test("when nothing tells thousands from decimals, then both readings are said, and --decimal decides", async () => {
    const text = table(HEADER.replaceAll(",", ";"), DAYS, (d) => semicolons(d, ","));
    expect(await refusal(text)).toBe(
      '2: Open is "124,844", and no row tells whether its mark divides thousands or decimals: it is 124844 (--decimal point) or 124.844 (--decimal comma)',
    );
    expect((await load(text, { csvOptions: { decimal: "comma" } })).bars[0]!.open).toBe(124.844);
    expect((await load(text, { csvOptions: { decimal: "point" } })).bars[0]!.open).toBe(124_844);
  });

  test("when quoted prices have a comma before three digits in each cell, then --decimal decides too", async () => {
    const quoted = (day: Day) =>
      [
        day.date,
        ...[day.open, day.high, day.low, day.close].map((x) => `"${(x / 8).toFixed(3).replace(".", ",")}"`),
        5,
      ].join(",");
    expect(await refusal(table(HEADER, DAYS, quoted))).toMatch(/^2: Open is "124,844", and no row tells/);
  });

  test("when only volumes have a comma before three digits, then it divides thousands", async () => {
    const { bars } = await load(`${HEADER}\n2023-01-02,10,12,9,11,"951,180"\n`);
    expect(bars[0]!.volume).toBe(951_180);
  });

  test("when rows contradict one another, then both cells are quoted", async () => {
    const text = `${HEADER.replaceAll(",", ";")}\n2023-01-02;10,5;12,5;9,5;11,5;1\n2023-01-03;10,5;12,5;9,5;11.5;1\n`;
    expect(await refusal(text)).toBe(
      '3: Close is "11.5", but Open is "10,5" on line 2: expected one decimal mark, a point or a comma',
    );
  });

  test.each([
    ["1,234,567", 1_234_567],
    ["12,34,567", 1_234_567],
    ["1 234 567", 1_234_567],
    ["1.87M", 1_870_000],
    ["2.5 Bn", 2_500_000_000],
    ["951.18K", 951_180],
    ["1.5e6", 1_500_000],
    ["+7", 7],
  ])("when a volume is %s, then it is %d", async (text, volume) => {
    expect((await load(`${HEADER}\n2023-01-02,10.5,12,9,11,"${text}"\n`)).bars[0]!.volume).toBe(volume);
  });

  test("when the header says that volumes are in millions, then they are read in shares", async () => {
    const { bars, cleaning } = await load(
      "Date,Open,High,Low,Close,Volume (M)\n2023-01-02,10,12,9,11,1.87\n",
    );
    expect(bars[0]!.volume).toBe(1_870_000);
    expect(cleaning.notes[0]).toBe("Read as CSV: Volume (M) in millions.");
  });

  test.each(["N/A", "NaN", "-", "null", "#N/A", "None"])(
    "when prices are %s, then the row is left out",
    async (word) => {
      const row = [word, word, word, word, word].join(",");
      const { bars, cleaning } = await load(`${HEADER}\n2023-01-02,${row}\n2023-01-03,10,12,9,11,5\n`);
      expect(bars.map(({ date }) => date)).toEqual(["2023-01-03"]);
      expect(cleaning.dropped.nullClose).toBe(1);
    },
  );

  test("when a price is negative in brackets, then it is no price", async () => {
    const { cleaning } = await load(`${HEADER}\n2023-01-02,($10.00),12,9,11,5\n2023-01-03,10,12,9,11,5\n`);
    expect(cleaning.dropped.badPrice).toBe(1);
  });
});

describe("symbols", () => {
  const long = (names: readonly string[]) =>
    `${names[0] === "FR0000121014" ? "ISIN" : "ticker"},${HEADER}\n${DAYS.flatMap((d) => names.map((name, k) => `${name},${d.date},${[d.open, d.high, d.low, d.close].map((x) => x * (k + 1)).join(",")},5`)).join("\n")}\n`;

  test.each([
    ["AAPL", ["AAPL", "GOOG", "ZTS"], 1],
    ["goog", ["AAPL", "GOOG", "ZTS"], 2],
    ["BRK-B", ["BRK.A", "BRK.B"], 2],
    ["AAPL", ["MSFT.US", "AAPL.US"], 2],
    ["AAPL", ["NASDAQ:MSFT", "NASDAQ:AAPL"], 2],
    ["BTC-USD", ["ETH", "BTC"], 2],
    ["EURUSD=X", ["GBP/USD", "EUR/USD"], 2],
    ["M&M.NS", ["MM", "M&M"], 2],
    ["000001.SZ", ["000001.SZ"], 1],
    ["600000.SS", ["sz.000001", "sh.600000"], 2],
    ["MC.PA", ["FR0000121014"], 1],
  ] as const)("when %s is asked of a file of %j, then its rows are read", async (symbol, names, factor) => {
    const { bars } = await load(long(names), { symbol });
    expect(bars.map(({ close }) => close)).toEqual(DAYS.map(({ close }) => close * factor));
  });

  test.each([
    [
      "MSFT",
      ["AAPL", "GOOG", "ZTS"],
      '3: ticker names "AAPL", "GOOG" and "ZTS", not MSFT: expected the bars of one of them, as --symbol, or its name in the file, as --csv-symbol AAPL',
    ],
    [
      "AAPL",
      ["ZTS"],
      '2: ticker names "ZTS", not AAPL: expected the bars of one of them, as --symbol, or its name in the file, as --csv-symbol ZTS',
    ],
    ["BRK", ["BRK.A", "BRK.B"], '3: ticker names "BRK.A" and "BRK.B", not BRK'],
    [
      "AAPL",
      ["AAPL.US", "NASDAQ:AAPL"],
      '3: ticker names "AAPL.US" and "NASDAQ:AAPL", of which several may be AAPL',
    ],
  ] as const)(
    "when %s is asked of a file of %j, then the symbols are named",
    async (symbol, names, reason) => {
      expect(await refusal(long(names), { symbol })).toContain(reason);
    },
  );

  test("when a column of another name tells the rows of a day apart, then it is that of the symbols", async () => {
    const text = long(["AAPL", "ZTS"]).replace("ticker", "Papier");
    const { bars, cleaning } = await load(text, { symbol: "ZTS" });
    expect(bars[0]!.close).toBe(DAYS[0]!.close * 2);
    expect(cleaning.notes[0]).toBe("Read as CSV: the rows with Papier ZTS.");
    expect(await refusal(text)).toContain('3: Papier names "AAPL" and "ZTS", not ACME');
  });

  test("when the name in the file is given, then its rows are those of the symbol", async () => {
    const { symbol, bars } = await load(long(["AAPL", "ZTS"]), {
      symbol: "ACME",
      csvOptions: { symbol: "zts" },
    });
    expect([symbol, bars[0]!.close]).toEqual(["ACME", DAYS[0]!.close * 2]);
    expect(await refusal(long(["AAPL", "ZTS"]), { csvOptions: { symbol: "ZT" } })).toContain("not ZT");
    const unnamed = table(HEADER, DAYS, (d) => `${d.date},${cells(d)}`);
    expect(await refusal(unnamed, { csvOptions: { symbol: "ZTS" } })).toBe(
      '1: no column names symbols: expected no --csv-symbol, found "ZTS"',
    );
  });

  test("when columns are those of other symbols, then they are named", async () => {
    const text = table(
      "Date,Close_AAA,High_AAA,Low_AAA,Open_AAA,Close_BBB",
      DAYS,
      (d) => `${d.date},1,1,1,1,1`,
    );
    expect(await refusal(text)).toContain('1: the header names "AAA" and "BBB", not ACME');
  });

  test("when most days have several rows and nothing tells them apart, then the file is refused", async () => {
    const lines = [1, 9].flatMap((k) =>
      DAYS.map((d) => `${d.date},${[d.open, d.high, d.low, d.close].map((x) => x * k).join(",")},5`),
    );
    expect(await refusal(`${HEADER}\n${lines.join("\n")}\n`)).toBe(
      "32: 30 of 30 days have several rows with different closes: 2023-01-02 has 1000.25 and 9002.25: expected the daily bars of one symbol, or a column Symbol",
    );
  });
});

describe("spacing", () => {
  const HOURS = ["09:30:00-05:00", "12:30:00-05:00", "15:30:00-05:00"];
  const intraday = (order = HOURS) =>
    table(HEADER.replace("Date", "Datetime"), DAYS, (d) =>
      order
        .map((time) => {
          const k = HOURS.indexOf(time);
          return `${d.date} ${time},${d.open + k},${d.high + k},${d.low + k},${d.close + k},${d.volume}`;
        })
        .join("\n"),
    );

  test("when rows are intraday bars, then they are refused as such", async () => {
    expect(await refusal(intraday())).toBe(
      "3: the rows are intraday bars, mostly 3 a day: 2023-01-02 has 09:30:00-05:00, 12:30:00-05:00 and 15:30:00-05:00: expected daily bars, or --aggregate to make days of them",
    );
  });

  test.each([
    ["ascending", HOURS],
    ["descending", HOURS.toReversed()],
    ["given twice", [...HOURS, ...HOURS]],
  ])(
    "when they are to be aggregated and are %s, then a day has the first open, the extremes, the last close and all volume",
    async (_order, order) => {
      const { bars, cleaning } = await load(intraday(order), { csvOptions: { aggregate: true } });
      expect(bars).toEqual(
        DAYS.map((d) => ({
          ...d,
          high: d.high + 2,
          close: d.close + 2,
          adjClose: d.close + 2,
          volume: d.volume * 3,
        })),
      );
      expect(cleaning.notes).toContain("Made 30 daily bars of 90 intraday bars, mostly 3 a day.");
    },
  );

  test("when times are digits or have halves of the day, then they are in order", async () => {
    for (const times of [
      ["930", "1300"],
      ["9", "13"],
      ["93000", "130000"],
      ["9:30 AM", "1:00 PM"],
    ]) {
      const text = table(HEADER.replace(",", ",Time,"), DAYS, (d) =>
        times
          .toReversed()
          .map((time, k) => `${d.date},${time},${d.open},${d.high},${d.low},${d.close - k},5`)
          .join("\n"),
      );
      const { bars } = await load(text, { csvOptions: { aggregate: true } });
      expect(bars.map(({ close }) => close)).toEqual(DAYS.map(({ close }) => close));
    }
  });

  test("when only the last days are intraday bars, then the file is refused too", async () => {
    const text = table(HEADER, weekdays(80), (d, i) =>
      (i < 77 ? [""] : [" 10:00", " 12:00", " 15:00"])
        .map((time) => `${d.date}${time},${cells(d)}`)
        .join("\n"),
    );
    expect(await refusal(text)).toMatch(/^80: the rows are intraday bars/);
  });

  test("when sessions continue after midnight, then they cannot be aggregated", async () => {
    const text = table(HEADER, DAYS, (d) =>
      ["00:00:00Z", "01:00:00Z", "22:00:00Z", "23:00:00Z"]
        .map((time) => `${d.date}T${time},${cells(d)}`)
        .join("\n"),
    );
    expect(await refusal(text, { csvOptions: { aggregate: true } })).toBe(
      "6: the session of 2023-01-03 00:00:00Z began the day before: expected times in the exchange's zone, in which sessions end before midnight",
    );
  });

  test("when trading never stops, then the days are those of the times", async () => {
    const hours = Array.from({ length: 24 }, (_, k) => `${String(k).padStart(2, "0")}:00`);
    const text = table(HEADER, DAYS, (d) => hours.map((time) => `${d.date} ${time},${cells(d)}`).join("\n"));
    expect((await load(text, { csvOptions: { aggregate: true } })).bars).toHaveLength(30);
  });

  test("when bars of a day differ in their times alone, then they are intraday bars", async () => {
    const text = table(
      HEADER.replace(",", ",Time,"),
      DAYS,
      (d) => `${d.date},9:30 AM,${cells(d)}\n${d.date},1:00 PM,${cells(d)}`,
    );
    expect(await refusal(text)).toContain(
      "3: the rows are intraday bars, mostly 2 a day: 2023-01-02 has 9:30 AM and 1:00 PM",
    );
  });

  test("when the last day is not whole, then a note says so", async () => {
    const { cleaning } = await load(intraday().trimEnd().split("\n").slice(0, -2).join("\n"), {
      csvOptions: { aggregate: true },
    });
    expect(cleaning.notes).toContain(
      "The last day, 2023-02-10, has 1 intraday bars: its close may not be the session's.",
    );
  });

  test.each([
    [7, "weekly", "2023-07-24"],
    [14, "two-weekly", "2024-02-12"],
    [31, "monthly", "2025-06-19"],
    [91, "quarterly", "2030-03-25"],
    [365, "yearly", "2051-12-26"],
  ])("when rows are %d days apart, then they are refused as %s bars", async (days, name, last) => {
    const text = table(HEADER, DAYS, (d, i) => `${addDays("2023-01-02", i * days)},${cells(d)}`);
    const second = addDays("2023-01-02", days);
    expect(await refusal(text)).toBe(
      `3: the rows from 2023-01-02 to ${last} are ${name} bars (2023-01-02, then ${second}; median ${days} days): expected daily bars`,
    );
  });

  test("when only the beginning is weekly, then the start of the daily bars is said, and helps", async () => {
    const weekly = Array.from({ length: 10 }, (_, k) => addDays("2023-01-02", 7 * (k - 10)));
    const text = table(HEADER, DAYS, (d) => `${d.date},${cells(d)}`).replace(
      "\n",
      `\n${weekly.map((date) => `${date},10,12,9,11,5`).join("\n")}\n`,
    );
    expect(await refusal(text)).toContain(
      "are weekly bars (2022-10-24, then 2022-10-31; median 7 days): expected daily bars, such as those from 2023-01-02 on, with --start 2023-01-02",
    );
    expect((await load(text, { start: "2023-01-02" })).bars).toHaveLength(30);
  });

  test("when holidays part some weeks, then the bars are daily", async () => {
    const text = table(
      HEADER,
      DAYS.filter((_, i) => i % 10 < 6),
      (d) => `${d.date},${cells(d)}`,
    );
    expect((await load(text)).bars).toHaveLength(18);
  });
});

describe("other files", () => {
  test.each<[string, string | Uint8Array, string]>([
    [
      "an Excel workbook",
      "PK\u0003\u0004...",
      "1: the file is a ZIP archive or an Excel workbook: expected CSV text",
    ],
    ["a web page", "<!DOCTYPE html><html></html>", "1: the file is a web page or XML: expected CSV text"],
    ["JSON", '[{"date": "2023-01-02"}]', "1: the file is JSON: expected CSV text"],
    ["gzip", Uint8Array.of(0x1f, 0x8b, 8), "1: the file is compressed with gzip: expected CSV text"],
    [
      "no header",
      "2023-01-02,1,2,1,2,5\n",
      '1: no row names the columns: expected the header Date,Open,High,Low,Close,Adj Close,Volume, found "2023-01-02,1,2,1,2,5"',
    ],
  ])("when the file is %s, then the error says so", async (_what, content, reason) => {
    expect(await refusal(content)).toBe(reason);
  });

  test("when options of a CSV file are given without one, then they are refused", async () => {
    const failure = load("", { csv: undefined, source: "sample", csvOptions: { dates: "dmy" } });
    await expect(failure).rejects.toMatchObject({
      code: "bad_option",
      message: 'dates is "dmy", but no CSV file is given: expected csv as well (--csv FILE)',
    });
  });
});
