import { addDays } from "@lstm-predict/bars";
import type YahooFinance from "yahoo-finance2";
import { toRawBars } from "./chart-rows.ts";
import { MarketDataError } from "./errors.ts";
import { type RetryPolicy, withRetries } from "./retry.ts";
import type { BarSource } from "./source.ts";
import { Pause } from "./yahoo-pause.ts";
import { guardedFetch, OTHER_SOURCE } from "./yahoo-transport.ts";

/** First day to request from Yahoo if no start is given. */
export const DEFAULT_START = "2015-01-01";

/** Requests at a time, and milliseconds between them: Yahoo bans clients only for many requests at once. */
const POLITE = { concurrency: 2, interval: 250 };

/** Pause after a final 429 without Retry-After. */
const REFUSED_MS = 5 * 60_000;

/** Options of `yahooSource`. */
export interface YahooOptions {
  fetch: typeof globalThis.fetch;
  now: () => Date;
  /** Time limit for one answer; repetitions have the same. */
  timeoutMs: number;
  retry: RetryPolicy;
}

type Client = InstanceType<typeof YahooFinance>;

/**
 * Reads daily bars from Yahoo Finance's chart endpoint. Use one source for all symbols: it sends at most two requests at a
 * time, a quarter of a second apart, and holds all of them back after a 429.
 */
export function yahooSource({ fetch, now, timeoutMs, retry }: YahooOptions): BarSource {
  let client: Promise<Client> | undefined;
  const pause = new Pause(retry.maximumMs);
  const guarded = guardedFetch(fetch, timeoutMs);
  // Waits after the queue of the library: queued requests must respect a pause that starts meanwhile.
  const patientFetch: typeof globalThis.fetch = async (input, init) => {
    await pause.over();
    return guarded(input, init);
  };
  const policy: RetryPolicy = {
    ...retry,
    onRetry: (wait) => {
      if (wait.error.code === "rate_limited") pause.start(wait.error, wait.waitMs);
      retry.onRetry(wait);
    },
  };
  return {
    name: "yahoo",
    defaultStart: DEFAULT_START,
    async read(symbol, { start = DEFAULT_START, end }) {
      client ??= createClient(patientFetch);
      // period1 and period2 are UTC midnights, and sessions start up to 13 hours before or after them:
      // one more day on both sides covers every exchange, and the caller filters by exchange date.
      const period = { period1: addDays(start, -1), ...(end !== undefined && { period2: addDays(end, 1) }) };
      // "object" returns Yahoo's raw columns; "array" prints to stdout if their lengths differ.
      const options = { ...period, interval: "1d", return: "object" } as const;
      const ask = async () => (await client!).chart(symbol, options);
      try {
        return toRawBars(await withRetries(ask, policy), now());
      } catch (error) {
        if (!(error instanceof MarketDataError)) throw schemaDrift(symbol, error);
        if (error.code === "rate_limited") pause.start(error, error.retryAfterMs ?? REFUSED_MS);
        throw error;
      }
    },
  };
}

async function createClient(fetch: typeof globalThis.fetch): Promise<Client> {
  // Loading the library takes up to a second: load it only to request from Yahoo.
  const { default: Yahoo } = await import("yahoo-finance2");
  const silent = () => {};
  return new Yahoo({
    fetch,
    versionCheck: false,
    suppressNotices: ["yahooSurvey"],
    queue: POLITE,
    validation: { logErrors: false, logOptionsErrors: false },
    logger: { info: silent, warn: silent, error: silent, debug: silent, dir: silent },
  });
}

/** A complaint of the library's validation. */
interface ShapeError {
  instancePath?: string;
  params?: { missing?: string[] };
}

/** The error for an answer that the library or `toRawBars` cannot read, because its form has changed. */
function schemaDrift(symbol: string, error: unknown): MarketDataError {
  const { name, message, errors } = error as Error & { errors?: ShapeError[] };
  const [first] = errors ?? [];
  const missing = first?.params?.missing?.join(", ");
  // Messages of the library may hold the whole answer.
  const reason =
    name === "FailedYahooValidationError"
      ? `unexpected shape at ${first?.instancePath || "/"}${missing ? `, without ${missing}` : ""}`
      : message.split("\n")[0]!.slice(0, 120);
  return new MarketDataError(
    "schema_drift",
    `Yahoo Finance's answer for ${symbol} has changed its form (${reason}): look for a newer version of this program, ${OTHER_SOURCE}`,
    { cause: error },
  );
}
