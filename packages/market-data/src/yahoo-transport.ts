import { withoutCredentials } from "@lstm-predict/checks";
import { MarketDataError, type MarketDataErrorCode } from "./errors.ts";
import { complete } from "./yahoo-complete.ts";
import { type ChartAnswer, checkBars, noBars, unknownSymbol } from "./yahoo-no-bars.ts";

/** What helps every command; "fetch" puts the bars of a file where all of them look. */
export const OTHER_SOURCE = 'or bring daily bars of your own with "fetch --csv FILE"';

const UNREACHABLE_CODES: ReadonlySet<MarketDataErrorCode> = new Set([
  "unreachable",
  "timeout",
  "rate_limited",
  "server_error",
]);

/** The text of a refusal that comes with any status. */
const TOO_MANY = /^\W*(Edge: )?Too Many Requests/i;

/** Days without bars, in Yahoo's words, whatever the status and the code. */
const NO_BARS = /^Data doesn't exist|data not available for startTime|for this date range/;

/** Whether an error means that Yahoo is unreachable, and not that it refuses the request. */
export function isUnreachable(error: unknown): error is MarketDataError {
  return error instanceof MarketDataError && UNREACHABLE_CODES.has(error.code);
}

/**
 * Wraps `fetch` so that a request ends in a complete 2xx answer or in a MarketDataError.
 *
 * A request may take `timeoutMs` from the moment it is sent, without its time in the queue of the client library. Errors
 * are thrown here, where the status is known, because the library would print them to the console.
 */
export function guardedFetch(fetch: typeof globalThis.fetch, timeoutMs: number): typeof globalThis.fetch {
  return async (input, init) => {
    let response: Response;
    let body: string;
    try {
      response = await fetch(input, { ...init, signal: AbortSignal.timeout(timeoutMs) });
      body = await readBounded(response);
    } catch (error) {
      throw networkError(error, timeoutMs);
    }
    const symbol = symbolOf(String(input));
    if (!response.ok || TOO_MANY.test(body) || yahooError(body).code !== undefined) {
      throw refusal(response, body, symbol);
    }
    const answer = parseJson(body, symbol) as ChartAnswer | null;
    checkBars(answer, symbol);
    complete(answer);
    return new Response(JSON.stringify(answer), response);
  };
}

/** The largest answer: sixty years of daily bars have 2 MB. */
const MOST_BYTES = 32 * 2 ** 20;

/** Reads a body, counted after it is inflated, whatever length the server states. */
async function readBounded(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.byteLength;
    // To leave the loop cancels the request.
    if (length > MOST_BYTES) {
      throw new MarketDataError(
        "bad_response",
        `Yahoo Finance's answer is longer than ${MOST_BYTES} bytes, perhaps of another program on this network: try again later, ${OTHER_SOURCE}`,
      );
    }
    chunks.push(chunk);
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}

function networkError(error: unknown, timeoutMs: number): MarketDataError {
  if (error instanceof MarketDataError) return error;
  const { name, message, cause } = error as Error & { cause?: { message?: string; code?: string } };
  if (name === "TimeoutError") {
    return new MarketDataError(
      "timeout",
      `Yahoo Finance did not answer within ${timeoutMs / 1000} s: try again, ${OTHER_SOURCE}`,
      { cause: error },
    );
  }
  // Node's message is "fetch failed"; the reason is in the cause (which has no message if it is an AggregateError).
  // It may quote the address of a proxy.
  const reason = withoutCredentials(cause?.message || cause?.code || message);
  return new MarketDataError(
    "unreachable",
    `Yahoo Finance cannot be reached (${reason}): check the network, ${OTHER_SOURCE}`,
    { cause: error },
  );
}

function refusal({ status, headers }: Response, body: string, symbol: string): MarketDataError {
  const retryAfterMs = parseRetryAfter(headers.get("retry-after"), new Date());
  const { code, description } = yahooError(body);
  if (status === 429 || TOO_MANY.test(code ?? body)) {
    return new MarketDataError(
      "rate_limited",
      `Yahoo Finance limits the requests from here (${status}): wait ${waitingTime(retryAfterMs)}, ${OTHER_SOURCE}`,
      { retryAfterMs },
    );
  }
  if (status >= 500) {
    return new MarketDataError(
      "server_error",
      `Yahoo Finance had an internal error (${status}): try again later, ${OTHER_SOURCE}`,
      { retryAfterMs },
    );
  }
  if (NO_BARS.test(description ?? "")) return noBars(symbol);
  if (code === "Not Found") return unknownSymbol(symbol);
  return new MarketDataError(
    "bad_response",
    `Yahoo Finance refused the request for ${symbol} (${status}${description ? `, ${shortened(description)}` : ""}): try again later, ${OTHER_SOURCE}`,
  );
}

/** Yahoo's words: a sentence. */
function shortened(text: unknown): string {
  return withoutCredentials(String(text)).slice(0, MOST_WORDS);
}

const MOST_WORDS = 300;

/**
 * Parses `body`.
 *
 * @throws MarketDataError `unreachable` if the JSON breaks off, `consent_page`, or `bad_response` for any other text
 */
function parseJson(body: string, symbol: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    const { message } = error as Error;
    const isJson = /^\s*[{[]/.test(body);
    if (isJson && breaksOff(message, body)) {
      throw new MarketDataError(
        "unreachable",
        `Yahoo Finance's answer for ${symbol} breaks off after ${body.length} characters: try again, ${OTHER_SOURCE}`,
        { cause: error },
      );
    }
    if (/consent/i.test(body)) {
      throw new MarketDataError(
        "consent_page",
        `Yahoo Finance answers with a consent page instead of bars of ${symbol}: accept it once at finance.yahoo.com in a browser on this network, or use another network, ${OTHER_SOURCE}`,
        { cause: error },
      );
    }
    throw new MarketDataError(
      "bad_response",
      `Yahoo Finance's answer for ${symbol} is not JSON${isJson ? ` (${message.split("\n")[0]!.slice(0, 80)})` : ", perhaps a login page of this network"}: try again later, ${OTHER_SOURCE}`,
      { cause: error },
    );
  }
}

/** Whether JSON.parse failed at the end of `body`, by its message. */
function breaksOff(message: string, body: string): boolean {
  const [, position] = /at position (\d+)/.exec(message) ?? [];
  return /Unexpected end|Unterminated/.test(message) || Number(position) >= body.trimEnd().length;
}

function waitingTime(ms: number | undefined): string {
  return ms === undefined ? "some minutes" : `${Math.ceil(ms / 1000)} s, as it asks`;
}

/** Parses a Retry-After header, seconds or an HTTP date (RFC 9110, section 10.2.3), to milliseconds from `now`. */
export function parseRetryAfter(header: string | null, now: Date): number | undefined {
  if (header === null) return undefined;
  const seconds = /^\s*\d+\s*$/.test(header) ? Number(header) : Number.NaN;
  const ms = Number.isNaN(seconds) ? Date.parse(header) - now.getTime() : seconds * 1000;
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}

/** The error in the body, if it has one: {"chart": {"result": null, "error": {code, description}}}, or with "finance". */
function yahooError(body: string): { code?: string; description?: string } {
  try {
    const { chart, finance } = JSON.parse(body);
    const error = (chart ?? finance)?.error;
    if (typeof error === "string") return { code: error, description: error };
    return typeof error === "object" && error !== null ? error : {};
  } catch {
    return {};
  }
}

function symbolOf(url: string): string {
  return decodeURIComponent(new URL(url).pathname.split("/").at(-1) ?? "");
}
