import type { Bar } from "@lstm-predict/bars";

/** What a column holds: a field of a bar, the time of day, or the symbol of the row. */
export type Meaning = keyof Bar | "time" | "symbol";

/**
 * Names of columns by meaning, as `plainName` writes them. Earlier names win: where a file has `close` and `last`, the
 * close is `close`.
 *
 * After English: the names of Investing.com and of spreadsheets in German, French, Spanish, Portuguese, Italian, Polish,
 * Chinese and Japanese.
 */
export const COLUMN_NAMES: Record<Meaning, readonly string[]> = {
  date: [
    ...[
      "date",
      "datetime",
      "tradedate",
      "tradingday",
      "tradingdate",
      "day",
      "dateutc",
      "dategmt",
      "timestamp",
    ],
    ...[
      "time",
      "unix",
      "unixtimestamp",
      "opentime",
      "timeopen",
      "t",
      "dates",
      "localtime",
      "gmttime",
      "timeutc",
    ],
    ...["datum", "fecha", "data", "日期", "交易日期", "日付"],
  ],
  open: [
    ...["open", "openprice", "openingprice", "priceopen", "pxopen", "o", "tradeopen"],
    ...[
      "eroffnung",
      "eroffnungskurs",
      "eroffn",
      "erster",
      "ouverture",
      "ouv",
      "apertura",
      "abertura",
      "otwarcie",
    ],
    ...["开盘", "开盘价", "始値"],
  ],
  high: [
    ...["high", "highprice", "dayhigh", "pricehigh", "pxhigh", "h", "tradehigh"],
    ...["hoch", "tageshoch", "hochst", "haut", "plushaut", "maximo", "maxima", "max", "massimo", "najwyzszy"],
    ...["最高", "最高价", "高値"],
  ],
  low: [
    ...["low", "lowprice", "daylow", "pricelow", "pxlow", "l", "tradelow"],
    ...["tief", "tagestief", "tiefst", "bas", "plusbas", "minimo", "minima", "min", "najnizszy"],
    ...["最低", "最低价", "安値"],
  ],
  close: [
    ...["close", "closelast", "closeprice", "closingprice", "priceclose", "pxlast", "c", "tradeclose"],
    ...[
      "closeclosepriceadjustedforsplits",
      "last",
      "lastprice",
      "latest",
      "lasttrade",
      "settle",
      "price",
      "ltp",
    ],
    ...[
      "schluss",
      "schlusskurs",
      "zuletzt",
      "letzter",
      "cloture",
      "dernier",
      "cierre",
      "ultimo",
      "fechamento",
    ],
    ...["chiusura", "zamkniecie", "收盘", "收盘价", "終値"],
  ],
  adjClose: [
    ...[
      "adjclose",
      "adjustedclose",
      "closeadj",
      "closeadjusted",
      "adjcloseprice",
      "adjustedcloseprice",
      "adjprice",
    ],
    ...["adjclosing", "adjustedclosingprice", "pxlastadj", "adjlast"],
    "adjcloseadjustedclosepriceadjustedforsplitsanddividendandorcapitalgaindistributions",
    ...["adjschluss", "bereinigterschlusskurs", "复权收盘价", "調整後終値"],
  ],
  volume: [
    ...["volume", "vol", "v", "sharevolume", "sharestraded", "sharesvolume", "tradedvolume", "totalvolume"],
    ...["totaltradedquantity", "tottrdqty", "noofshares", "quantity", "pxvolume", "tradevolume", "tickvol"],
    ...["stucke", "stuecke", "volumen", "volumn", "wolumen", "成交量", "出来高"],
  ],
  time: ["time", "hour", "timestamp", "uhrzeit", "hora", "heure", "时间"],
  symbol: [
    ...[
      "symbol",
      "ticker",
      "sym",
      "tic",
      "tscode",
      "stocksymbol",
      "actsymbol",
      "stockcode",
      "instrument",
      "scrip",
    ],
    ...["code", "security", "stock", "company", "name", "股票代码"],
  ],
};

/** Vendors by columns that only their files have, as `plainName` writes them. */
const VENDORS: readonly [vendor: string, ...columns: string[]][] = [
  ["Investing.com", "price", "vol", "change"],
  ["Investing.com", "zuletzt", "eroffn"],
  ["Investing.com", "dernier", "ouv"],
  ["Investing.com", "ultimo", "vol"],
  ["Nasdaq", "closelast"],
  ["Alpha Vantage", "timestamp", "adjustedclose", "dividendamount"],
  ["Stooq", "ticker", "per", "openint"],
  ["MetaTrader", "tickvol", "spread"],
  ["Barchart", "time", "last", "change", "chg"],
  ["Barchart", "time", "latest", "change"],
  ["Quandl WIKI", "exdividend", "splitratio", "adjclose"],
  ["Tiingo", "adjclose", "divcash", "splitfactor"],
  ["CryptoDataDownload", "unix", "date", "symbol"],
  ["CoinMarketCap", "timeopen", "timehigh", "marketcap"],
  ["NSE India", "prevclose", "vwap", "52wh"],
  ["BSE India", "wap", "nooftrades", "noofshares"],
  ["tushare", "tscode", "tradedate"],
];

/**
 * A column's name without accents, case, punctuation, numbering and a unit in brackets, which vendors vary: `Close/Last` is
 * "closelast", `4. close` and `<CLOSE>` and `Close (USD)` are "close", `Adj Close**` is "adjclose".
 */
export function plainName(name: string): string {
  return name
    .replace(/\s*[([][^)\]]*[)\]]\s*$/, "")
    .replace(/^\d+[a-z]?\.\s*/, "")
    .replaceAll("ß", "ss")
    .normalize("NFKD")
    .replaceAll(/[^\p{L}\p{N}]/gu, "")
    .toLowerCase();
}

/** The meaning of a column by its name; undefined for a column that is not read. */
export function meaningOf(name: string): Meaning | undefined {
  const plain = plainName(name);
  return (Object.keys(COLUMN_NAMES) as Meaning[]).find((meaning) => COLUMN_NAMES[meaning].includes(plain));
}

/** The vendor whose files have these columns, if it is known. */
export function vendorOf(names: readonly string[]): string | undefined {
  const plain = new Set(names.map(plainName));
  return VENDORS.find(([, ...columns]) => columns.every((column) => plain.has(column)))?.[0];
}
