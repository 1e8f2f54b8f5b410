import { type Forecast, TrackedIntervals } from "@lstm-predict/forecaster";
import type { Bar } from "@lstm-predict/market-data";
import type { Window } from "../schemas/window.ts";
import type { Served } from "./served.ts";

/** Days that one request to the batcher follows: a year of sessions, and well below its limit. */
const MAX_DAYS = 256;

/** The error bar of a champion, updated day by day. */
interface Follower {
  version: string;
  intervals: TrackedIntervals;
  /** The first day that was followed, if there is one. */
  from?: string;
  /** The last day that was followed; before the first one, the last day of the training. */
  to: string;
}

/** Days to follow: bars, and the window before each of them. */
export interface Days {
  windows: Window[];
  bars: readonly Bar[];
}

/** The error bars of the served models, each updated with the closes since its training. */
export class Followers {
  readonly #bySymbol = new Map<string, Follower>();

  /** The follower of a champion; undefined if its model has no error bar. A new version starts at the end of its training. */
  of({ champion: { symbol, version }, forecaster }: Served): Follower | undefined {
    const known = this.#bySymbol.get(symbol);
    if (known?.version === version) return known;
    if (!forecaster.intervals) return undefined;
    // The error bar of an imported model was fitted to no day of this symbol: it follows all available days.
    const to = forecaster.metadata.data?.to ?? "";
    const follower = { version, intervals: new TrackedIntervals(forecaster.intervals), to };
    this.#bySymbol.set(symbol, follower);
    return follower;
  }
}

/** The next days to follow, oldest first: bars after `to` that have `window` bars before them. */
export function daysAfter({ to }: Follower, bars: readonly Bar[], window: number): Days {
  const found = bars.findIndex(({ date }) => date > to);
  const first = found < 0 ? bars.length : Math.max(found, window);
  const days = bars.slice(first, first + MAX_DAYS);
  return { windows: days.map((_, k) => windowBefore(bars, first + k, window)), bars: days };
}

/** Updates an error bar with days and the model's forecasts of them. Does nothing if another request did so meanwhile. */
export function follow(follower: Follower, { bars }: Days, forecasts: readonly Forecast[]): void {
  if (bars[0]!.date <= follower.to) return;
  forecasts.forEach((forecast, k) => {
    follower.intervals.update(forecast, bars[k]!.close);
  });
  follower.from ??= bars[0]!.date;
  follower.to = bars.at(-1)!.date;
}

/** The `window` bars before bar `at`, as rows of POST /predict: [window, 6]. */
export function windowBefore(bars: readonly Bar[], at: number, window: number): Window {
  return bars
    .slice(at - window, at)
    .map(({ open, high, low, close, volume, adjClose }) => [open, high, low, close, volume, adjClose]);
}
