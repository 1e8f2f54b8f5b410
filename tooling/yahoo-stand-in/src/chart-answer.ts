import { abbreviation, type Exchange, offsetSeconds } from "./exchange.ts";
import type { ChartRow, SeenMarket } from "./seen-at.ts";

/** Content of an answer. */
export interface ChartAnswerOptions {
  symbol: string;
  exchange: Exchange;
  instrumentType?: string | undefined;
  seen: SeenMarket;
  now: number;
  /** Leaves the adjusted closes out, like Yahoo for some instruments. */
  withoutAdjclose?: boolean;
  /** Fields that replace those of `meta` in the answer. */
  meta?: Record<string, unknown>;
}

const RANGES = ["1d", "5d", "1mo", "3mo", "6mo", "1y", "2y", "5y", "10y", "ytd", "max"];

/** The body of a successful answer of /v8/finance/chart/SYMBOL?interval=1d, with all fields that Yahoo sends. */
export function chartAnswer(options: ChartAnswerOptions) {
  const { symbol, exchange, instrumentType = "", seen, now, withoutAdjclose, meta } = options;
  const { rows, session, splits, dividends } = seen;
  const zone = {
    timezone: abbreviation(now, exchange.timeZone),
    gmtoffset: offsetSeconds(now, exchange.timeZone),
  };
  const period = (start: number, end: number) => ({
    timezone: zone.timezone,
    end,
    start,
    gmtoffset: zone.gmtoffset,
  });
  const column = (name: keyof ChartRow) => rows.map((row) => row[name]);
  const last = rows.findLast(({ close }) => close !== null);
  const keyed = <T extends { timestamp: number }>(events: T[], fields: (event: T) => object) =>
    Object.fromEntries(events.map((event) => [event.timestamp, { ...fields(event), date: event.timestamp }]));
  const events = {
    ...(dividends.length > 0 && { dividends: keyed(dividends, ({ amount }) => ({ amount })) }),
    ...(splits.length > 0 && {
      splits: keyed(splits, ({ numerator, denominator }) => ({
        numerator,
        denominator,
        splitRatio: `${numerator}:${denominator}`,
      })),
    }),
  };
  const quote: Record<string, (number | null)[]> =
    rows.length === 0
      ? {}
      : {
          volume: column("volume"),
          open: column("open"),
          low: column("low"),
          close: column("close"),
          high: column("high"),
        };
  const adjclose = [rows.length === 0 ? {} : { adjclose: column("adjclose") }];
  const result = {
    meta: {
      currency: exchange.currency,
      symbol,
      exchangeName: exchange.name,
      fullExchangeName: exchange.name,
      instrumentType,
      firstTradeDate: 345479400,
      regularMarketTime: last?.timestamp ?? session.start,
      hasPrePostMarketData: !exchange.everyDay,
      ...zone,
      exchangeTimezoneName: exchange.timeZone,
      regularMarketPrice: last?.close ?? 0,
      longName: `${symbol} stand-in`,
      shortName: symbol,
      chartPreviousClose: rows[0]?.open ?? 0,
      priceHint: 2,
      currentTradingPeriod: {
        pre: period(session.start - 19_800, session.start),
        regular: period(session.start, session.end),
        post: period(session.end, session.end + 14_400),
      },
      dataGranularity: "1d",
      range: "",
      validRanges: RANGES,
      ...meta,
    },
    ...(rows.length > 0 && { timestamp: column("timestamp") }),
    ...(Object.keys(events).length > 0 && { events }),
    indicators: { quote: [quote], ...(!withoutAdjclose && { adjclose }) },
  };
  return { chart: { result: [result], error: null } };
}

/** The body of a refusal. */
export function refusal(code: string, description: string) {
  return { chart: { result: null, error: { code, description } } };
}
