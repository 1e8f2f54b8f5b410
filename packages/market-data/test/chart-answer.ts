/** A row of a synthetic answer; what is not given follows from `close`. */
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

/** The chart endpoint's JSON, in the documented shape, with synthetic prices. */
export function chartAnswer({ zone, rows, session, meta }: Answer) {
  const { start, end } = session ?? { start: "2030-01-02T14:30:00Z", end: "2030-01-02T21:00:00Z" };
  const period = { timezone: "XXX", start: seconds(start), end: seconds(end), gmtoffset: 0 };
  const column = (value: (row: Required<Row>) => number | null) =>
    rows.map((row) => {
      const close = row.close === undefined ? 100 : row.close;
      return value({ open: close, volume: 1000, adjclose: close, ...row, close });
    });
  return {
    chart: {
      result: [
        {
          meta: {
            currency: "USD",
            symbol: "TEST",
            exchangeName: "XXX",
            instrumentType: "EQUITY",
            firstTradeDate: 345479400,
            regularMarketTime: seconds(start),
            gmtoffset: 0,
            timezone: "XXX",
            exchangeTimezoneName: zone,
            regularMarketPrice: 100,
            priceHint: 2,
            currentTradingPeriod: { pre: period, regular: period, post: period },
            dataGranularity: "1d",
            range: "",
            validRanges: ["1d", "max"],
            ...meta,
          },
          ...(rows.length > 0 && { timestamp: rows.map(({ at }) => seconds(at)) }),
          indicators: {
            quote: [
              rows.length === 0
                ? {}
                : {
                    open: column(({ open }) => open),
                    high: column(({ close }) => close && close + 1),
                    low: column(({ close }) => close && close - 1),
                    close: column(({ close }) => close),
                    volume: column(({ volume }) => volume),
                  },
            ],
            adjclose: [{ adjclose: column(({ adjclose }) => adjclose) }],
          },
        },
      ],
      error: null,
    },
  };
}

export function yahooRefusal(code: string, description: string) {
  return { chart: { result: null, error: { code, description } } };
}

/** A fetch that gives every request this answer, and keeps the URLs it was asked for. */
export function answering(body: unknown, status = 200) {
  const urls: URL[] = [];
  const fetch: typeof globalThis.fetch = async (input) => {
    urls.push(new URL(String(input)));
    return new Response(typeof body === "string" ? body : JSON.stringify(body), { status });
  };
  return { fetch, urls };
}
