import type YahooFinance from "yahoo-finance2";
import type { ChartResultObject } from "yahoo-finance2/modules/chart";
import { MarketDataError } from "./errors.ts";
import { addDays, exchangeCalendar } from "./exchange-date.ts";
import { type RetryPolicy, withRetries } from "./retry.ts";
import type { BarSource, RawBar, RawBars } from "./source.ts";
import { guardedFetch } from "./yahoo-transport.ts";

/** The first day asked of Yahoo when no start is given. */
export const DEFAULT_START = "2015-01-01";

/** Yahoo still corrects the closing auction for some minutes after the bell. */
const SETTLING_MS = 10 * 60_000;

export interface YahooOptions {
  fetch: typeof globalThis.fetch;
  now: () => Date;
  /** For one answer; each repetition has as long. */
  timeoutMs: number;
  retry: RetryPolicy;
}

type Client = InstanceType<typeof YahooFinance>;

/** Daily bars from Yahoo Finance's chart endpoint; one source sends one request at a time. */
export function yahooSource({ fetch, now, timeoutMs, retry }: YahooOptions): BarSource {
  const client = createClient(guardedFetch(fetch, timeoutMs));
  return {
    name: "yahoo",
    defaultStart: DEFAULT_START,
    async read(symbol, { start = DEFAULT_START, end }) {
      // period1 and period2 are UTC midnights, and sessions begin up to 13 hours before or after theirs:
      // a day more on both sides covers every exchange, and the caller filters by exchange date.
      const period = { period1: addDays(start, -1), ...(end !== undefined && { period2: addDays(end, 1) }) };
      try {
        // "object" gives Yahoo's raw columns; "array" would print to stdout when their lengths differ.
        const options = { ...period, interval: "1d", return: "object" } as const;
        const chart = await withRetries(async () => (await client).chart(symbol, options), retry);
        return toRawBars(chart, now());
      } catch (error) {
        throw error instanceof MarketDataError ? error : unreadable(symbol, error);
      }
    },
  };
}

async function createClient(fetch: typeof globalThis.fetch): Promise<Client> {
  // Loading the library takes up to a second: only those who ask Yahoo pay for it.
  const { default: Yahoo } = await import("yahoo-finance2");
  const silent = () => {};
  return new Yahoo({
    fetch,
    versionCheck: false,
    suppressNotices: ["yahooSurvey"],
    queue: { concurrency: 1, interval: 250 },
    validation: { logErrors: false, logOptionsErrors: false },
    logger: { info: silent, warn: silent, error: silent, debug: silent, dir: silent },
  });
}

function toRawBars({ meta, timestamp = [], indicators }: ChartResultObject, now: Date): RawBars {
  const timeZone = meta.exchangeTimezoneName;
  const dateOf = exchangeCalendar(timeZone);
  const { open = [], high = [], low = [], close = [], volume = [] } = indicators.quote[0] ?? {};
  const adjusted = indicators.adjclose?.[0]?.adjclose;
  const columns = { open, high, low, close, volume, adjClose: adjusted ?? close };
  for (const [name, values] of Object.entries(columns)) {
    if (values.length !== timestamp.length) {
      throw new RangeError(`${values.length} values of ${name} for ${timestamp.length} timestamps`);
    }
  }
  const rows = timestamp.map(
    (seconds, i): RawBar => ({
      date: dateOf(new Date(seconds * 1000)),
      open: open[i] ?? null,
      high: high[i] ?? null,
      low: low[i] ?? null,
      close: close[i] ?? null,
      volume: volume[i] ?? null,
      adjClose: columns.adjClose[i] ?? null,
    }),
  );
  const { start, end } = meta.currentTradingPeriod.regular;
  const settled = now.getTime() >= end.getTime() + SETTLING_MS;
  return {
    detail: "Yahoo Finance",
    timeZone,
    rows,
    ...(!settled && { openSession: dateOf(start) }),
    notes: adjusted ? [] : ["Yahoo gave no adjusted close: the close stands in for it."],
  };
}

function unreadable(symbol: string, error: unknown): MarketDataError {
  const { name, message, errors } = error as Error & { errors?: { instancePath?: string }[] };
  // The library's messages can hold the whole answer, a page of HTML included.
  const reason = /not parsable/.test(message)
    ? "not JSON, perhaps a consent page"
    : name === "FailedYahooValidationError"
      ? `unexpected shape at ${errors?.[0]?.instancePath || "/"}`
      : message.split("\n")[0]!.slice(0, 120);
  return new MarketDataError(
    "bad_response",
    `Yahoo Finance's answer for ${symbol} cannot be used (${reason}): try again later, or give daily bars with --source csv --csv FILE`,
    { cause: error },
  );
}
