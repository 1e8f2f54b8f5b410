import { addDays } from "@lstm-predict/bars";
import type { BarSeries, OtherCloses } from "./bar.ts";
import { hashBars } from "./hash-bars.ts";
import type { LoadOptions } from "./request.ts";
import { DEFAULT_START } from "./yahoo.ts";

/** What a series needs of another symbol: bars from `start`, YYYY-MM-DD, or earlier; `offline`: without a download. */
export interface OtherNeed {
  start: string;
  offline: boolean;
}

/** Loads the bars of another symbol. */
export type LoadOther = (need: OtherNeed) => Promise<BarSeries>;

/** Options of `otherLoader`. */
export interface OtherOptions
  extends Pick<
    LoadOptions,
    "start" | "end" | "dataDir" | "cache" | "timeoutMs" | "retry" | "signal" | "fetch" | "now"
  > {
  symbol: string;
  /** A file of its bars. */
  csv?: string | undefined;
  /** Calendar days before the first bar of a series from which on its closes are of use. */
  daysBefore: number;
}

/**
 * Returns a function that loads a symbol's bars by `load`, once for many series: again only if one needs earlier days. What fails
 * once, fails for all.
 */
export function otherLoader(
  options: OtherOptions,
  load: (options: LoadOptions) => Promise<BarSeries>,
): LoadOther {
  const { symbol, csv, daysBefore, start: asked = DEFAULT_START, end, dataDir, cache, ...access } = options;
  const { timeoutMs, retry, signal, fetch, now } = access;
  if (csv !== undefined) {
    let file: Promise<BarSeries> | undefined;
    return () => {
      file ??= load({ symbol, csv, end, now });
      return file;
    };
  }
  const common = addDays(earlier(asked, DEFAULT_START), -daysBefore);
  const loaded = new Map<boolean, { start: string; series: Promise<BarSeries> }>();
  return ({ start: needed, offline }) => {
    const known = loaded.get(offline);
    if (known && known.start <= needed) return known.series;
    const start = earlier(needed, common);
    const series = load({
      ...{ symbol, sample: false, start, end, dataDir, cache: offline ? "offline" : cache },
      ...{ timeoutMs, retry, signal, fetch, now },
    });
    loaded.set(offline, { start, series });
    return series;
  };
}

/** The closes of another series from `start` to `end`, YYYY-MM-DD; undefined if it has none in that span. */
export function closesWithin(
  { symbol, bars: all, source, detail }: BarSeries,
  start: string,
  end?: string,
): OtherCloses | undefined {
  const bars = all.filter(({ date }) => date >= start && (end === undefined || date <= end));
  const [first, last] = [bars[0], bars.at(-1)];
  if (!first || !last) return undefined;
  const closes = Float64Array.from(bars, ({ close }) => close);
  return {
    ...{ symbol, source, detail, from: first.date, to: last.date, count: bars.length },
    sha256: hashBars(bars),
    closes: { dates: bars.map(({ date }) => date), closes },
  };
}

function earlier(a: string, b: string): string {
  return a < b ? a : b;
}
