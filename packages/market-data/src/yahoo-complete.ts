import type { ChartAnswer } from "./yahoo-no-bars.ts";

/** What the library demands of `meta` and bars do not need. */
const META = {
  currency: "",
  exchangeName: "",
  instrumentType: "",
  firstTradeDate: null,
  regularMarketTime: 0,
  gmtoffset: 0,
  timezone: "",
  regularMarketPrice: 0,
  priceHint: 2,
  dataGranularity: "1d",
  range: "",
  validRanges: [],
};

/**
 * Completes an answer in place: Yahoo leaves fields out for some symbols, such as the currency or a fund's volume, and the
 * library would refuse all bars as if the form had changed. Events go: prices are adjusted for them already.
 */
export function complete(answer: ChartAnswer | null): void {
  const result = answer?.chart?.result?.[0];
  if (!result?.meta) return;
  const { meta, timestamp, indicators } = result;
  const present = Object.entries(meta).filter(([name, value]) => value !== null || !(name in META));
  result.meta = { ...META, ...Object.fromEntries(present) };
  delete result.events;
  if (!timestamp) delete result.timestamp;
  const quote = indicators?.quote?.[0];
  if (quote?.close && timestamp) quote.volume ??= timestamp.map(() => null);
  if (indicators && !indicators.adjclose?.[0]?.adjclose) delete indicators.adjclose;
}
