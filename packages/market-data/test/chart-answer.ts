import { chartAnswer as answerWith, EXCHANGES, refusal } from "yahoo-stand-in";

/** A row of a synthetic answer; missing fields are derived from `close`. */
export interface Row {
  at: string;
  close?: number | null;
  open?: number | null;
  volume?: number | null;
  adjclose?: number | null;
}

export interface Answer {
  zone: string;
  rows: Row[];
  /** The exchange's current regular session. */
  session?: { start: string; end: string };
  meta?: Record<string, unknown>;
}

const seconds = (instant: string) => Date.parse(instant) / 1000;

/** JSON of the chart endpoint with the given rows. */
export function chartAnswer({ zone, rows, session, meta = {} }: Answer) {
  const { start, end } = session ?? { start: "2030-01-02T14:30:00Z", end: "2030-01-02T21:00:00Z" };
  return answerWith({
    symbol: "TEST",
    exchange: EXCHANGES.newYork,
    seen: {
      rows: rows.map(({ at, ...row }) => {
        const close = row.close === undefined ? 100 : row.close;
        const range = { high: close && close + 1, low: close && close - 1 };
        return {
          timestamp: seconds(at),
          open: close,
          ...range,
          volume: 1000,
          adjclose: close,
          ...row,
          close,
        };
      }),
      splits: [],
      dividends: [],
      session: { start: seconds(start), end: seconds(end) },
    },
    now: seconds(start),
    meta: { exchangeTimezoneName: zone, ...meta },
  });
}

export const yahooRefusal = refusal;

/** A fetch that answers all requests with this answer, as one for the symbol asked for, and collects their URLs. */
export function answering(body: unknown, status = 200) {
  const urls: URL[] = [];
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const fetch: typeof globalThis.fetch = async (input) => {
    const url = new URL(String(input));
    urls.push(url);
    const symbol = decodeURIComponent(url.pathname.split("/").at(-1)!);
    return new Response(
      text.replace('"symbol":"TEST"', () => `"symbol":${JSON.stringify(symbol)}`),
      { status },
    );
  };
  return { fetch, urls };
}
