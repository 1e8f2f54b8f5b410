import { describe, expect, test } from "@jest/globals";
import { type Day, load, table, weekdays } from "./csv-file.ts";

const DAYS = weekdays();
const NEWEST_FIRST = DAYS.toReversed();
const bars = (more: (day: Day) => object = () => ({})) =>
  DAYS.map((day) => ({ ...day, adjClose: day.close, ...more(day) }));

const two = (value: number) => value.toFixed(2);
/** 1,234.50 */
const grouped = (value: number, digits = 2) =>
  value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
/** 1.234,50 */
const german = (value: number, digits = 2) =>
  grouped(value, digits).replaceAll(",", "_").replaceAll(".", ",").replaceAll("_", ".");
const millions = (value: number) => `${(value / 1e6).toFixed(2)}M`;
const inMillions = ({ volume }: Day) => ({ volume: Math.round(volume / 1e4) * 1e4 });
const noVolume = () => ({ volume: 0 });

const parts = (date: string) => date.split("-") as [string, string, string];
const mdy = (date: string, mark = "/") => [parts(date)[1], parts(date)[2], parts(date)[0]].join(mark);
const dmy = (date: string, mark = "/") => parts(date).toReversed().join(mark);
const MONTHS = ["Jan", "Feb"];
const monthOf = (date: string) => MONTHS[Number(parts(date)[1]) - 1]!;
const dayOf = (date: string) => String(Number(parts(date)[2]));
const seconds = (date: string, time: string) => Date.parse(`${date}T${time}Z`) / 1000;

type Dialect = [name: string, text: string, note: string | undefined, expected?: (day: Day) => object];

const DIALECTS: Dialect[] = [
  [
    "Investing.com",
    table('\ufeff"Date","Price","Open","High","Low","Vol.","Change %"', NEWEST_FIRST, (d) => {
      const cells = [
        mdy(d.date),
        ...[d.close, d.open, d.high, d.low].map((x) => grouped(x)),
        millions(d.volume),
      ];
      return [...cells, "0.10%"].map((cell) => `"${cell}"`).join(",");
    }),
    "Read as Investing.com: Price as close, Vol. in millions; dates month/day/year.",
    inMillions,
  ],
  [
    "Investing.com in German",
    table('"Datum","Zuletzt","Eröffn.","Hoch","Tief","Vol.","+/- %"', NEWEST_FIRST, (d) => {
      const cells = [dmy(d.date, "."), ...[d.close, d.open, d.high, d.low].map((x) => german(x))];
      return [...cells, millions(d.volume).replace(".", ","), "0,10%"].map((cell) => `"${cell}"`).join(",");
    }),
    "Read as Investing.com: Datum as date, Eröffn. as open, Hoch as high, Tief as low, Zuletzt as close, Vol. in millions; dates day/month/year; decimal commas.",
    inMillions,
  ],
  [
    "Nasdaq",
    table("Date,Close/Last,Volume,Open,High,Low", NEWEST_FIRST, (d) =>
      [mdy(d.date), `$${two(d.close)}`, d.volume, ...[d.open, d.high, d.low].map((x) => `$${two(x)}`)].join(
        ",",
      ),
    ),
    "Read as Nasdaq: Close/Last as close; dates month/day/year.",
  ],
  [
    "Alpha Vantage, adjusted",
    table(
      "timestamp,open,high,low,close,adjusted_close,volume,dividend_amount,split_coefficient",
      NEWEST_FIRST,
      (d) => [d.date, d.open, d.high, d.low, d.close, d.close / 2, d.volume, "0.0000", "1.0"].join(","),
    ),
    "Read as Alpha Vantage: timestamp as date, adjusted_close as adjusted close.",
    ({ close }) => ({ adjClose: close / 2 }),
  ],
  [
    "Alpha Vantage by pandas",
    table("date,1. open,2. high,3. low,4. close,5. volume", NEWEST_FIRST, (d) =>
      [d.date, d.open, d.high, d.low, d.close, d.volume].join(","),
    ),
    undefined,
  ],
  [
    "Stooq",
    table("<TICKER>,<PER>,<DATE>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>,<OPENINT>", DAYS, (d) =>
      ["ACME.US,D", d.date.replaceAll("-", ""), "000000", d.open, d.high, d.low, d.close, d.volume, 0].join(
        ",",
      ),
    ),
    "Read as Stooq: <VOL> as volume; the rows with <TICKER> ACME.US.",
  ],
  [
    "Stooq in Polish, of a currency",
    table("Data,Otwarcie,Najwyzszy,Najnizszy,Zamkniecie", DAYS, (d) =>
      [d.date, d.open, d.high, d.low, d.close].join(","),
    ),
    "Read as CSV: Data as date, Otwarcie as open, Najwyzszy as high, Najnizszy as low, Zamkniecie as close.",
    noVolume,
  ],
  [
    "Barchart, with its footer",
    `${table("Time,Open,High,Low,Latest,Change,%Change,Volume", NEWEST_FIRST, (d) =>
      [mdy(d.date), d.open, d.high, d.low, d.close, 0.1, "+0.01%", d.volume].join(","),
    )}"Downloaded from Barchart.com as of 11-26-2026 09:12am CST"\n`,
    "Read as Barchart: Time as date, Latest as close; dates month/day/year.",
  ],
  [
    "TradingView, seconds at New York's opening",
    table("time,open,high,low,close,Volume", DAYS, (d) =>
      [seconds(d.date, "14:30"), d.open, d.high, d.low, d.close, d.volume].join(","),
    ),
    "Read as CSV: time as date.",
  ],
  [
    "milliseconds at Tokyo's midnight",
    table("time,open,high,low,close,Volume", DAYS, (d) =>
      [(seconds(d.date, "00:00") - 9 * 3600) * 1000, d.open, d.high, d.low, d.close, d.volume].join(","),
    ),
    "Read as CSV: time as date.",
  ],
  [
    "Yahoo's table, with payouts",
    table("Date\tOpen\tHigh\tLow\tClose*\tAdj Close**\tVolume", NEWEST_FIRST, (d, i) => {
      const date = `${monthOf(d.date)} ${dayOf(d.date)}, 2023`;
      const event = i === 3 ? `${date}\t0.24 Dividend\n` : "";
      return `${event}${[date, ...[d.open, d.high, d.low, d.close, d.close].map((x) => grouped(x)), grouped(d.volume, 0)].join("\t")}`;
    }),
    "Read as CSV: cells between tabs.",
  ],
  [
    "yfinance, one symbol",
    `Price,Close,High,Low,Open,Volume\nTicker,ACME,ACME,ACME,ACME,ACME\n${table("Date,,,,,", DAYS, (d) =>
      [d.date, d.close, d.high, d.low, d.open, d.volume].join(","),
    )}`,
    "Read as CSV: the columns of ACME.",
  ],
  [
    "yfinance, two symbols, grouped by symbol",
    `Ticker,MSFT,MSFT,MSFT,MSFT,MSFT,ACME,ACME,ACME,ACME,ACME\nPrice,Open,High,Low,Close,Volume,Open,High,Low,Close,Volume\n${table(
      "Date,,,,,,,,,,",
      DAYS,
      (d) => [d.date, 1, 2, 1, 2, 7, d.open, d.high, d.low, d.close, d.volume].join(","),
    )}`,
    "Read as CSV: the columns of ACME.",
  ],
  [
    "joined names of columns",
    table("Date,Close_ACME,High_ACME,Low_ACME,Open_ACME,Volume_ACME,Close_MSFT", DAYS, (d) =>
      [d.date, d.close, d.high, d.low, d.open, d.volume, 7].join(","),
    ),
    "Read as CSV: the columns of ACME.",
  ],
  [
    "tuples of pandas",
    table(
      `"('Date', '')","('Adj Close', 'ACME')","('Close', 'ACME')","('High', 'ACME')","('Low', 'ACME')","('Open', 'ACME')","('Volume', 'ACME')"`.replace(
        "('Date', '')",
        "Date",
      ),
      DAYS,
      (d) => [d.date, d.close / 2, d.close, d.high, d.low, d.open, d.volume].join(","),
    ),
    "Read as CSV: the columns of ACME.",
    ({ close }) => ({ adjClose: close / 2 }),
  ],
  [
    "pandas' unnamed index",
    table(",Open,High,Low,Close,Adj Close,Volume", DAYS, (d) =>
      [d.date, d.open, d.high, d.low, d.close, d.close, d.volume].join(","),
    ),
    "Read as CSV: the first column as date.",
  ],
  [
    "Quandl WIKI, whose close is not adjusted",
    table(
      "Date,Open,High,Low,Close,Volume,Ex-Dividend,Split Ratio,Adj. Open,Adj. Close,Adj. Volume",
      DAYS,
      (d) =>
        [d.date, d.open, d.high, d.low, d.close, d.volume, "0.0,1.0", d.open / 2, d.close / 2, 1].join(","),
    ),
    "Read as Quandl WIKI.",
    ({ close }) => ({ adjClose: close / 2 }),
  ],
  [
    "a spreadsheet of Europe",
    table("Date;Open;High;Low;Close;Adj Close;Volume", DAYS, (d) =>
      [dmy(d.date), ...[d.open, d.high, d.low, d.close, d.close].map((x) => german(x)), d.volume].join(";"),
    ).replaceAll("\n", "\r\n"),
    "Read as CSV: dates day/month/year; cells between semicolons, decimal commas.",
  ],
  [
    "a Swiss one, which names its separator",
    `sep=;\n${table("Datum;Eröffnung;Hoch;Tief;Schluss;Volumen", DAYS, (d) =>
      [
        dmy(d.date, "."),
        ...[d.open, d.high, d.low, d.close].map((x) => grouped(x).replaceAll(",", "'")),
        d.volume,
      ].join(";"),
    )}`,
    "Read as CSV: Datum as date, Eröffnung as open, Hoch as high, Tief as low, Schluss as close, Volumen as volume; dates day/month/year; cells between semicolons.",
  ],
  [
    "NSE India",
    table(
      '"Date ","series ","OPEN ","HIGH ","LOW ","PREV. CLOSE ","ltp ","close ","vwap ","52W H","VOLUME "',
      NEWEST_FIRST,
      (d) =>
        [
          `${parts(d.date)[2]}-${monthOf(d.date)}-2023`,
          "EQ",
          ...[d.open, d.high, d.low, 5, 6, d.close, 7, 8].map((x) => grouped(x)),
          grouped(d.volume, 0),
        ]
          .map((cell) => `"${cell}"`)
          .join(","),
    ),
    "Read as NSE India.",
  ],
  [
    "MetaTrader, with three decimals",
    table("<DATE>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>\t<VOL>\t<SPREAD>", DAYS, (d) =>
      [
        d.date.replaceAll("-", "."),
        ...[d.open, d.high, d.low, d.close].map((x) => (x / 8).toFixed(3)),
        d.volume,
        0,
        3,
      ].join("\t"),
    ),
    "Read as MetaTrader: <VOL> as volume; cells between tabs.",
    ({ open, high, low, close }) => {
      const eighth = (x: number) => Number((x / 8).toFixed(3));
      const adjClose = eighth(close);
      return {
        open: eighth(open),
        high: eighth(high),
        low: eighth(low),
        close: adjClose,
        adjClose,
        volume: 0,
      };
    },
  ],
  [
    "CryptoDataDownload, after its address",
    `https://www.CryptoDataDownload.com\n${table(
      "unix,date,symbol,open,high,low,close,Volume ACME,Volume USDT",
      NEWEST_FIRST,
      (d) =>
        [1672617600000, `${d.date} 00:00:00`, "ACME/USDT", d.open, d.high, d.low, d.close, d.volume, 5].join(
          ",",
        ),
    )}`,
    "Read as CryptoDataDownload: Volume ACME as volume; the rows with symbol ACME/USDT.",
  ],
  [
    "Korean names",
    table("일자,종가,시가,고가,저가,거래량", NEWEST_FIRST, (d) =>
      [d.date.replaceAll("-", "/"), d.close, d.open, d.high, d.low, d.volume].join(","),
    ),
    "Read as CSV: 일자 as date, 시가 as open, 고가 as high, 저가 as low, 종가 as close, 거래량 as volume.",
  ],
  [
    "Nasdaq Nordic, with its separator and a cell too many",
    `sep=;\n${table(
      "Date;Bid;Ask;Opening price;High price;Low price;Closing price;Total volume;Trades;",
      NEWEST_FIRST,
      (d) =>
        [d.date, 1, 2, ...[d.open, d.high, d.low, d.close].map((x) => german(x)), d.volume, 5, ""].join(";"),
    )}`,
    "Read as CSV: Opening price as open, High price as high, Low price as low, Closing price as close, Total volume as volume; cells between semicolons, decimal commas.",
  ],
  [
    "Chinese names",
    table(",日期,开盘,收盘,最高,最低,成交量", DAYS, (d, i) =>
      [i, d.date, d.open, d.close, d.high, d.low, d.volume].join(","),
    ),
    "Read as CSV: 日期 as date, 开盘 as open, 最高 as high, 最低 as low, 收盘 as close, 成交量 as volume.",
  ],
  [
    "a company's name beside each row, empty rows and a total",
    `${table(
      "Date,Open,High,Low,Close,Volume,Company,",
      DAYS,
      (d) => `${[d.date, d.open, d.high, d.low, d.close, d.volume].join(",")},Acme Inc.,\n,,,,,,,`,
    )}Rows: 30,,,,,,,\n`,
    'Left out line 62 after the bars, "Rows: 30".',
  ],
];

describe("dialects", () => {
  test.each(DIALECTS.map(([name, ...dialect]) => [name, dialect] as const))(
    "when the file is of %s, then all bars are read, and how is told",
    async (_name, [text, note, expected]) => {
      const series = await load(text);
      expect(series.bars).toEqual(bars(expected));
      const told = series.cleaning.notes.filter((line) => /^(Read|Left)/.test(line));
      expect(told[0]).toBe(note);
    },
  );

  test.each(["utf-16le", "utf-16be"])(
    "when the file is %s with a byte order mark, then it is decoded",
    async (encoding) => {
      const text = `\ufeff${table("Date\tOpen\tHigh\tLow\tClose\tVolume", DAYS, (d) => [d.date, d.open, d.high, d.low, d.close, d.volume].join("\t"))}`;
      const bytes = Buffer.from(text, "utf16le");
      const series = await load(encoding === "utf-16be" ? bytes.swap16() : bytes);
      expect(series.bars).toEqual(bars());
      expect(series.cleaning.notes[0]).toBe(`Read as CSV: cells between tabs, ${encoding.toUpperCase()}.`);
    },
  );

  test("when the file is Windows-1252, then umlauts in names are read", async () => {
    const text = table("Datum;Erster;Hoch;Tief;Schlusskurs;Stücke;Volumen", DAYS, (d) =>
      [d.date, ...[d.open, d.high, d.low, d.close].map((x) => german(x)), german(d.volume, 0), "5,00"].join(
        ";",
      ),
    );
    expect((await load(Buffer.from(text, "latin1"))).bars).toEqual(bars());
  });

  test("when the file is in a Chinese encoding, then names are read", async () => {
    // 日期,开盘,收盘,最高,最低,成交量 in GB 18030.
    const header = Buffer.from("c8d5c6da2cbfaac5cc2ccad5c5cc2cd7eeb8df2cd7eeb5cd2cb3c9bdbbc1bf", "hex");
    const text = table("", DAYS, (d) => [d.date, d.open, d.close, d.high, d.low, d.volume].join(","));
    expect((await load(Buffer.concat([header, Buffer.from(text)]))).bars).toEqual(bars());
  });

  test("when a file is written like Yahoo's, then nothing needs to be told", async () => {
    const text = table("Date,Open,High,Low,Close,Adj Close,Volume", DAYS, (d) =>
      [d.date, d.open, d.high, d.low, d.close, d.close, d.volume].join(","),
    );
    expect((await load(text)).cleaning.notes).toEqual([]);
  });
});
