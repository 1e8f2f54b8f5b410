import { type Forecast, TrackedIntervals } from "@lstm-predict/forecaster";
import type { Bar } from "@lstm-predict/market-data";
import type { Window } from "../schemas/window.ts";
import type { Served } from "./served.ts";

/** Days that are followed at once: less than the batcher takes, and long enough for a year. */
const MAX_DAYS = 256;

/** The error bar of one version of a symbol's model. */
interface Follower {
  version: string;
  intervals: TrackedIntervals;
  /** The first and the last day that was followed. */
  from?: string;
  to: string;
}

/** Days that an error bar has not followed yet: windows, and the bars whose closes came after them. */
export interface Days {
  windows: Window[];
  bars: readonly Bar[];
}

/** The error bars of the served models, each kept up with the days since its training. */
export class Followers {
  readonly #bySymbol = new Map<string, Follower>();

  /** Undefined where the model has no error bar. Another version starts where its own training ended. */
  of({ champion: { symbol, version }, forecaster }: Served): Follower | undefined {
    const known = this.#bySymbol.get(symbol);
    if (known?.version === version) return known;
    if (!forecaster.intervals) return undefined;
    // An imported model's error bar was fitted to no day: it follows all that are at hand.
    const to = forecaster.metadata.data?.to ?? "";
    const follower = { version, intervals: new TrackedIntervals(forecaster.intervals), to };
    this.#bySymbol.set(symbol, follower);
    return follower;
  }
}

/** The next days of `bars` that have a window before them and were not followed, oldest first. */
export function daysAfter({ to }: Follower, bars: readonly Bar[], window: number): Days {
  const found = bars.findIndex(({ date }) => date > to);
  const first = found < 0 ? bars.length : Math.max(found, window);
  const days = bars.slice(first, first + MAX_DAYS);
  return { windows: days.map((_, k) => windowBefore(bars, first + k, window)), bars: days };
}

/** Takes the days up with the model's forecasts of them, unless another request has done so meanwhile. */
export function follow(follower: Follower, { bars }: Days, forecasts: readonly Forecast[]): void {
  if (bars[0]!.date <= follower.to) return;
  forecasts.forEach((forecast, k) => {
    follower.intervals.update(forecast, bars[k]!.close);
  });
  follower.from ??= bars[0]!.date;
  follower.to = bars.at(-1)!.date;
}

/** The `window` bars before bar `at`, as POST /predict takes them. */
export function windowBefore(bars: readonly Bar[], at: number, window: number): Window {
  return bars
    .slice(at - window, at)
    .map(({ open, high, low, close, volume, adjClose }) => [open, high, low, close, volume, adjClose]);
}
