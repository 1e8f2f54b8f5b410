import { describe, expect, test } from "@jest/globals";
import { type Day, load, table, weekdays } from "./csv-file.ts";

const DAYS = weekdays();
const HEADER = "Date,Open,High,Low,Close,Volume";
const english = (value: number, digits = 2) =>
  value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
const german = (value: number, digits = 2) =>
  value.toLocaleString("de-DE", { minimumFractionDigits: digits, maximumFractionDigits: digits });
const parts = (date: string) => date.split("-") as [string, string, string];
const dots = (date: string) => parts(date).toReversed().join(".");
const millions = ({ volume }: Day) => ({ volume: Math.round(volume / 1e4) * 1e4 });
const bars = (more: (day: Day) => object = () => ({})) =>
  DAYS.map((day) => ({ ...day, adjClose: day.close, ...more(day) }));

describe("Investing.com", () => {
  const dates = {
    dots,
    slashes: (date: string) => parts(date).toReversed().join("/"),
    dashes: (date: string) => parts(date).toReversed().join("-"),
    chinese: (date: string) => parts(date).map(Number).join("-"),
    japanese: (date: string) => `${parts(date)[0]}年${parts(date)[1]}月${parts(date)[2]}日`,
    korean: (date: string) => parts(date).join("- "),
  };
  test.each<[string, string, keyof typeof dates, string]>([
    ["French", '"Date","Dernier","Ouv."," Plus Haut","Plus Bas","Vol.","Variation %"', "slashes", "M"],
    ["Spanish", '"Fecha","Último","Apertura","Máximo","Mínimo","Vol.","% var."', "dots", "M"],
    ["Italian", '"Data","Ultimo","Apertura","Massimo","Minimo","Vol.","Var. %"', "dots", "M"],
    ["Portuguese", '"Data","Último","Abertura","Máxima","Mínima","Vol.","Var%"', "dots", "M"],
    ["Polish", '"Data","Ostatnio","Otwarcie","Max.","Min.","Wol.","Zmiana%"', "dots", "M"],
    ["Russian", '"Дата","Цена","Откр.","Макс.","Мин.","Объём","Изм. %"', "dots", "М"],
    ["Turkish", '"Tarih","Şimdi","Açılış","Yüksek","Düşük","Hac.","Fark %"', "dots", "M"],
    ["Dutch", '"Datum","Laatste","Open","Hoog","Laag","Vol.","Verschil %"', "dashes", "M"],
    ["Swedish", '"Datum","Senaste","Öppen","Högst","Lägst","Vol.","+/- %"', "dashes", "M"],
    ["Japanese", '"日付け","終値","始値","高値","安値","出来高","変化率 %"', "japanese", "M"],
    ["Chinese", '"日期","收盘","开盘","高","低","交易量","涨跌幅"', "chinese", "M"],
    ["Korean", '"날짜","종가","시가","고가","저가","거래량","변동 %"', "korean", "M"],
  ])("when the file is in %s, then all bars are read", async (_language, header, date, unit) => {
    const number = ["japanese", "chinese", "korean"].includes(date) ? english : german;
    const text = table(`\ufeff${header}`, DAYS.toReversed(), (d) =>
      [dates[date](d.date), ...[d.close, d.open, d.high, d.low, d.volume / 1e6].map((x) => number(x))]
        .map((cell, i) => `"${cell}${i === 5 ? unit : ""}"`)
        .concat('"0,10%"')
        .join(","),
    );
    expect((await load(text)).bars).toEqual(bars(millions));
  });
});

test.each([
  ["2. Mrz 23", "2023-03-02"],
  ["2. Jänner 2023", "2023-01-02"],
  ["lunes, 2 de enero de 2023", "2023-01-02"],
  ["2 stycznia 2023", "2023-01-02"],
  ["2 января 2023", "2023-01-02"],
  ["Sept. 5, 2023", "2023-09-05"],
  ["13. 1. 2023", "2023-01-13"],
  ["112/01/03", "2023-01-03"],
  ["112年01月03日", "2023-01-03"],
  ["1120103", "2023-01-03"],
  ["03/13/2566", "2023-03-13"],
])("when a date is written as %s, then it is %s", async (text, date) => {
  const { bars: read } = await load(`${HEADER}\n"${text}",10,12,9,11,100\n`);
  expect(read.map((bar) => bar.date)).toEqual([date]);
});

test.each([
  ["成交量(万股)", 1e4, "ten thousands"],
  ["成交量（手）", 1e2, "hundreds"],
  ["거래량(천주)", 1e3, "thousands"],
  ["Volume (in lakhs)", 1e5, "lakhs"],
  ["Volume (,000)", 1e3, "thousands"],
])("when the volume is named %s, then it is in shares", async (name, factor, word) => {
  const { bars: read, cleaning } = await load(
    table(`Date;Open;High;Low;Close;${name}`, DAYS, (d) =>
      [d.date, d.open, d.high, d.low, d.close, d.volume / factor].join(";"),
    ),
  );
  expect(read.map(({ volume }) => volume)).toEqual(DAYS.map(({ volume }) => volume));
  expect(cleaning.notes[0]).toContain(`${name} in ${word}`);
});

test.each([
  ["123.45万", 1_234_500],
  ["1.2亿", 120_000_000],
  ["1.5 млн", 1_500_000],
  ["2.5 Cr", 25_000_000],
  ["3 Lakh", 300_000],
])("when a volume is %s, then it is %d", async (text, volume) => {
  expect((await load(`${HEADER}\n2023-01-02,10.5,12,9,11,${text}\n`)).bars[0]!.volume).toBe(volume);
});

test("when the file is of Taiwan's exchange, then its years, title and remarks are understood", async () => {
  const header = '"日期","成交股數","成交金額","開盤價","最高價","最低價","收盤價","漲跌價差","成交筆數",';
  const text = table(`"112年01月 2330 各日成交資訊"\n${header}`, DAYS, (d) => {
    const [year, month, day] = parts(d.date);
    const prices = [d.open, d.high, d.low, d.close].map((x) => english(x));
    return `${[`${Number(year) - 1911}/${month}/${day}`, english(d.volume, 0), "9", ...prices, "+1.00", "5"].map((cell) => `"${cell}"`).join(",")},`;
  });
  expect((await load(`${text}"說明:"\n"符號說明"\n`)).bars).toEqual(bars());
});

test("when the file is Windows-1251, then Russian names are read", async () => {
  // Дата;Открытие;Максимум;Минимум;Закрытие;Объем
  const header = "c4e0f2e0 cef2eaf0fbf2e8e5 cce0eaf1e8ecf3ec cce8ede8ecf3ec c7e0eaf0fbf2e8e5 cee1fae5ec"
    .split(" ")
    .join("3b");
  const text = table("", DAYS, (d) => [d.date, d.open, d.high, d.low, d.close, d.volume].join(";"));
  expect((await load(Buffer.concat([Buffer.from(header, "hex"), Buffer.from(text)]))).bars).toEqual(bars());
});

test.each([
  [
    "NSE India",
    "SYMBOL, SERIES, DATE1, PREV_CLOSE, OPEN_PRICE, HIGH_PRICE, LOW_PRICE, LAST_PRICE, CLOSE_PRICE, TTL_TRD_QNTY",
  ],
  [
    "NSE India since 2024",
    "TckrSymb,SctySrs,TradDt,PrvsClsgPric,OpnPric,HghPric,LwPric,LastPric,ClsPric,TtlTradgVol",
  ],
  ["LSEG", "Instrument,Feed,Date,HST_CLOSE,OPEN_PRC,HIGH_1,LOW_1,VWAP,TRDPRC_1,ACVOL_UNS"],
  ["MetaStock", "<TICKER>,<PER>,<DTYYYYMMDD>,<TIME>,<OPEN>,<HIGH>,<LOW>,<OPENINT>,<CLOSE>,<VOL>"],
  ["MOEX", "SECID,BOARDID,TRADEDATE,WAPRICE,OPEN,HIGH,LOW,LEGALCLOSEPRICE,CLOSE,VOLUME"],
])(
  "when the names are those of %s, then all bars are read, and another symbol is refused",
  async (_vendor, header) => {
    const text = table(header, DAYS, (d) =>
      ["ACME", "EQ", d.date, 0, d.open, d.high, d.low, 0, d.close, d.volume].join(","),
    );
    expect((await load(text)).bars).toEqual(bars());
    await expect(load(text, { symbol: "MSFT" })).rejects.toThrow(/names "ACME", not MSFT/);
  },
);
