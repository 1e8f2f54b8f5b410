import type { Bar } from "@lstm-predict/bars";
import { symbolInBrackets, withoutBrackets } from "./factors.ts";

/** What a column holds: a field of a bar, the time of day, or the symbol of the row. */
export type Meaning = keyof Bar | "time" | "symbol";

const words = (text: string): string[] => text.trim().split(/\s+/);

/**
 * Names of columns by meaning, as `plainName` writes them. Earlier names win: where a file has `close` and `last`, the
 * close is `close`. After English come German, French, Spanish, Portuguese, Italian, Polish, Dutch, Swedish, Turkish, Russian,
 * Indonesian, Chinese, Japanese and Korean.
 */
export const COLUMN_NAMES: Record<Meaning, readonly string[]> = {
  date: words(`
    date datetime tradedate tradingday tradingdate exchangedate sessiondate day dates date1 traddt dtyyyymmdd timestamp time unix unixtimestamp
    opentime timeopen windowstart tsevent t localtime gmttime timeutc timestamputc dateutc dategmt
    datum fecha data tarih дата tanggal 日期 交易日期 日付 日付け 일자 날짜`),
  open: words(`
    open openprice openingprice opening priceopen pxopen tradeopen opnpric openprc o
    eroffnung eroffnungskurs eroffn erster ersterkurs ouverture ouv apertura abertura otwarcie oppen acılıs откр открытие
    pembukaan 开盘 开盘价 開盤 開盤價 始値 시가`),
  high: words(`
    high highprice highestprice highest dayhigh dailyhigh pricehigh pxhigh tradehigh hghpric high1 h
    hoch tageshoch hochst haut plushaut maximo maxima max massimo najwyzszy hoog hogst yuksek макс максимум tertinggi
    高 最高 最高价 最高價 高値 고가`),
  low: words(`
    low lowprice lowestprice lowest daylow dailylow pricelow pxlow tradelow lwpric low1 l
    tief tagestief tiefst bas plusbas minimo minima min najnizszy laag lagst dusuk мин минимум terendah
    低 最低 最低价 最低價 安値 저가`),
  close: words(`
    close closelast closeprice closingprice closing priceclose pxlast tradeclose closeclosepriceadjustedforsplits clspric c
    last lastprice latest lasttrade trdprc1 settle price ltp
    schluss schlusskurs zuletzt letzter cloture clot dernier cierre ultimo fechamento chiusura zamkniecie ostatnio slot
    laatste senaste kapanıs simdi закрытие цена terakhir 收盘 收盘价 收盤 收盤價 終値 종가`),
  adjClose: words(`
    adjclose adjustedclose closeadj closeadjusted adjcloseprice adjustedcloseprice adjclosingprice adjustedclosingprice
    adjprice adjustedprice adjclosing pxlastadj adjlast
    adjcloseadjustedclosepriceadjustedforsplitsanddividendandorcapitalgaindistributions
    adjschluss bereinigterschlusskurs 复权收盘价 調整後終値 수정종가`),
  volume: words(`
    volume vol v sharevolume sharestraded sharesvolume volumetraded tradedvolume totalvolume totaltradedquantity tottrdqty
    ttltradgvol ttltrdqnty noofshares numberofshares shares quantity pxvolume tradevolume acvoluns tickvol tickvolume
    stucke stuecke umsatzstuck volumen volumn wolumen wol volym hac hacim объем 成交量 成交股數 交易量 出来高 거래량`),
  time: words("time hour timestamp uhrzeit hora heure 时间 時刻 시간"),
  symbol: words(`
    symbol ticker tickersymbol tckrsymb sym tic tscode stocksymbol actsymbol stockcode secid scrip instrument asset pair coin
    ric isin
    identifier code security stock stockname company companyname name 股票代码 종목코드`),
};

/** The first meaning of each name. */
const MEANINGS = new Map(
  (Object.keys(COLUMN_NAMES) as Meaning[])
    .toReversed()
    .flatMap((meaning) => COLUMN_NAMES[meaning].map((name) => [name, meaning] as const)),
);

/** Vendors by columns that only their files have, as `plainName` writes them. */
const VENDORS: readonly [vendor: string, ...columns: string[]][] = [
  ["Investing.com", "price", "vol", "change"],
  ["Investing.com", "zuletzt", "eroffn"],
  ["Investing.com", "dernier", "ouv"],
  ["Investing.com", "ultimo", "vol"],
  ["Investing.com", "ostatnio", "wol"],
  ["Investing.com", "цена", "откр"],
  ["Investing.com", "simdi", "hac"],
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
  const whole = simplify(name);
  if (MEANINGS.has(whole) || symbolInBrackets(name) !== undefined) return whole;
  return simplify(withoutBrackets(name));
}

function simplify(name: string): string {
  return name
    .replace(/^\d+[a-z]?\.\s*/, "")
    .replace(/\.\d+$/, "") // pandas' mark of a second column of the same name
    .replaceAll("ß", "ss")
    .normalize("NFKD")
    .replaceAll(/[^\p{L}\p{N}]/gu, "")
    .normalize("NFC") // the letters of Korean
    .toLowerCase();
}

/** A longer text names no column: patterns need not search it, and a line may have megabytes. */
const LONGEST_NAME = 200;

/** The meaning of a column by its name; undefined for a column that is not read. */
export function meaningOf(name: string): Meaning | undefined {
  return name.length > LONGEST_NAME ? undefined : MEANINGS.get(plainName(name));
}

/** The vendor whose files have these columns, if it is known. */
export function vendorOf(names: readonly string[]): string | undefined {
  const plain = new Set(names.map(plainName));
  return VENDORS.find(([, ...columns]) => columns.every((column) => plain.has(column)))?.[0];
}
