import { Follower } from "@lstm-predict/forecaster";
import type { Served } from "./served.ts";

/** The error bars of the served models, each updated with the closes since its training. */
export class Followers {
  readonly #bySymbol = new Map<string, { version: string; follower: Follower }>();

  /** The follower of a champion; undefined if its model has no error bar. A new version starts at the end of its training. */
  of({ champion: { symbol, version }, forecaster }: Served): Follower | undefined {
    const known = this.#bySymbol.get(symbol);
    if (known?.version === version) return known.follower;
    const follower = Follower.of(forecaster);
    if (follower) this.#bySymbol.set(symbol, { version, follower });
    return follower;
  }
}
