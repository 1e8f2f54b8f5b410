import { expect, test } from "@jest/globals";
import { type Day, load, refusal, table, weekdays } from "./csv-file.ts";

const DAYS = weekdays();
const BARS = DAYS.map((day) => ({ ...day, adjClose: day.close }));
const HEADER = "Date,Open,High,Low,Close,Volume";
const FIELDS = ["Open", "High", "Low", "Close", "Volume"];
const cells = ({ open, high, low, close, volume }: Day) => [open, high, low, close, volume].join(",");
const row = (day: Day) => `${day.date},${cells(day)}`;
const OTHER = "1,2,1,2,5";

/** A file in which each symbol has its own columns, by the name of a column. */
const wide = (name: (field: string, symbol: string) => string, symbols: readonly string[]) =>
  table(
    ["Date", ...symbols.flatMap((symbol) => FIELDS.map((field) => name(field, symbol)))].join(","),
    DAYS,
    (day) => [day.date, ...symbols.map((symbol) => (/^acme/i.test(symbol) ? cells(day) : OTHER))].join(","),
  );

test.each<[string, string, string]>([
  ["in brackets", wide((field, symbol) => `${field} (${symbol})`, ["MSFT", "ACME"]), "ACME"],
  ["in lower case", wide((field, symbol) => `${symbol}_${field.toLowerCase()}`, ["msft", "acme"]), "acme"],
  ["of quantmod", wide((field, symbol) => `${symbol}.${field}`, ["ACME"]), "ACME"],
])("when the columns have symbols %s, then those of the asked one are read", async (_how, text, name) => {
  const { bars, cleaning } = await load(text);
  expect(bars).toEqual(BARS);
  expect(cleaning.notes[0]).toBe(`Read as CSV: the columns of ${name}.`);
  expect(await refusal(text, { symbol: "KO" })).toMatch(/^1: the header names .*"(ACME|acme)", not KO/);
});

test("when the adjusted closes of quantmod are there, then they are read", async () => {
  const header = `"",${FIELDS.map((field) => `ACME.${field}`).join(",")},ACME.Adjusted`;
  const { bars } = await load(table(header, DAYS, (day) => `"${day.date}",${cells(day)},${day.close / 2}`));
  expect(bars).toEqual(BARS.map((bar) => ({ ...bar, adjClose: bar.close / 2 })));
});

test.each([
  ["(Rs.)", "(Nos)"],
  ["(AED)", "(Shares)"],
  ["（元）", "（股）"],
])("when brackets hold %s and %s, then they are no symbols", async (currency, shares) => {
  const names = ["Open", "High", "Low", "Close"].map((field) => `${field} ${currency}`);
  const text = table(`Date,${names.join(",")},Volume ${shares}`, DAYS, row);
  expect((await load(text)).bars).toEqual(BARS);
});

test("when only an average of the volume is there, then it is not the volume", async () => {
  const text = table("DATE,OPEN,HIGH,LOW,CLOSE,AVG VOLUME", DAYS, row);
  expect((await load(text)).bars).toEqual(BARS.map((bar) => ({ ...bar, volume: 0 })));
});

test("when brackets hold a currency or a unit, then they are no symbol", async () => {
  const text = table("Date,Open (USD),High (EUR),Low (GBX),Close (USD),Volume (K)", DAYS, row);
  expect((await load(text)).bars).toEqual(BARS.map((bar) => ({ ...bar, volume: bar.volume * 1000 })));
});

test.each([
  ["a number for the index", `Price,Date,${FIELDS.join(",")}\nTicker,,ACME,ACME,ACME,ACME,ACME`, true],
  ["no index", `Date,${FIELDS.join(",")}\n,ACME,ACME,ACME,ACME,ACME`, false],
])(
  "when yfinance's bars are saved after reset_index with %s, then they are read",
  async (_how, header, index) => {
    const { bars } = await load(table(header, DAYS, (day, i) => `${index ? `${i},` : ""}${row(day)}`));
    expect(bars).toEqual(BARS);
  },
);

test("when pandas has numbered columns of the same name, then symbols tell them apart, or they are two", async () => {
  const header = ["Price", ...FIELDS.flatMap((field) => [field, `${field}.1`])].join(",");
  const line = (day: Day) => {
    const pairs = cells(day)
      .split(",")
      .map((cell, i) => `${OTHER.split(",")[i]},${cell}`);
    return [day.date, ...pairs].join(",");
  };
  const symbols = ["Ticker", ...FIELDS.flatMap(() => ["MSFT", "ACME"])].join(",");
  expect((await load(table(`${header}\n${symbols}`, DAYS, line))).bars).toEqual(BARS);
  expect(await refusal(table(header.replace("Price", "Date"), DAYS, line))).toBe('1: two columns "Open"');
});

test.each(["Security,ACME US Equity", "Symbol: ACME", "Ticker;ACME.US".replace(";", ",")])(
  "when the line %s is above the header, then all columns are those of that symbol",
  async (line) => {
    const text = `${line}\nPeriod,D\n\n${table(HEADER, DAYS, row)}`;
    expect((await load(text)).bars).toEqual(BARS);
    expect(await refusal(text, { symbol: "MSFT" })).toMatch(/^4: the header names "ACME.*", not MSFT/);
  },
);

test("when a line above the header names the company, then it describes the file", async () => {
  const text = `Name,Acme Incorporated\n${table(HEADER, DAYS, row)}`;
  expect((await load(text)).bars).toEqual(BARS);
});

test("when only the first row of each symbol names it, then the rows below are of the same", async () => {
  const block = (name: string, line: (day: Day) => string) =>
    DAYS.map((day, i) => `${i === 0 ? name : ""},${line(day)}`).join("\n");
  const text = `Ticker,${HEADER}\n${block("MSFT", (day) => `${day.date},${OTHER}`)}\n${block("ACME", row)}\n`;
  expect((await load(text)).bars).toEqual(BARS);
});

test("when one of many rows lacks its symbol, then the row is refused", async () => {
  const text = table(`Ticker,${HEADER}`, DAYS, (day, i) => `${i === 7 ? "" : "ACME"},${row(day)}`);
  expect(await refusal(text)).toBe('9: Ticker is "", expected the symbol of the row');
});

test("when Yahoo's table is copied with its explanations, then its columns are known", async () => {
  const header = [
    "Date\tOpen\tHigh\tLow\tClose ",
    "Close price adjusted for splits.\tAdj Close ",
    "Adjusted close price adjusted for splits and dividend and/or capital gain distributions.\tVolume",
  ].join("\n");
  const text = table(header, DAYS, (day) =>
    [day.date, day.open, day.high, day.low, day.close, day.close / 2, day.volume].join("\t"),
  );
  expect((await load(text)).bars).toEqual(BARS.map((bar) => ({ ...bar, adjClose: bar.close / 2 })));
});

test.each([
  ['="2023-01-02"', "raw"],
  ['"=""2023-01-02"""', "quoted"],
])("when a cell is %s, which keeps it text in a spreadsheet, then it is read (%s)", async (cell) => {
  const { bars } = await load(`${HEADER}\n${cell},10,12,9,11,5\n`);
  expect(bars[0]).toMatchObject({ date: "2023-01-02", close: 11 });
});

test.each(["(", "a(", "a_", "（", " ", "1 "])(
  "when a title, a column's name and cells are 300,000 characters of %j, then the bars are read",
  async (piece) => {
    const long = `"x${piece.repeat(300_000 / piece.length)}x"`;
    const line = (day: Day, i: number) => `${row(day)},${i < 3 ? long : "x"}`;
    const text = `${long}\n${table(`${HEADER},${long}`, DAYS, line)}`;
    expect((await load(text)).bars).toEqual(BARS);
    expect(await refusal(`${HEADER}\n2023-01-02,1,2,1,${long},5\n`)).toMatch(
      /^2: Close is "x.{70,90}\.\.\.", expected a number/,
    );
  },
);

test("when a day has more ticks than a call takes arguments, then they make one bar", async () => {
  const ticks = Array.from({ length: 150_000 }, (_, k) => {
    const time = new Date(k * 500).toISOString().slice(11, 23);
    return `2023-01-02 ${time},${k + 1},${k + 3},${k + 0.5},${k + 2},1`;
  });
  const { bars } = await load([HEADER, ...ticks].join("\n"), { csvOptions: { aggregate: true } });
  expect(bars).toEqual([
    {
      date: "2023-01-02",
      open: 1,
      high: 150_002,
      low: 0.5,
      close: 150_001,
      volume: 150_000,
      adjClose: 150_001,
    },
  ]);
});

test("when a file repeats one bar more often than a call takes arguments, then it is one bar", async () => {
  const text = `${table(HEADER, DAYS, row)}${`${row(DAYS[0]!)}\n`.repeat(150_000)}`;
  expect((await load(text)).bars).toEqual(BARS);
});
