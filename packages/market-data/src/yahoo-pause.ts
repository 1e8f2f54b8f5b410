import { setTimeout } from "node:timers/promises";
import type { MarketDataError } from "./errors.ts";

/** Keeps all requests of one source back while Yahoo asks to be left alone. */
export class Pause {
  readonly #maximumMs: number;
  #until = 0;
  #refusal: MarketDataError | undefined;

  /** Longer than `maximumMs` nobody waits. */
  constructor(maximumMs: number) {
    this.#maximumMs = maximumMs;
  }

  /** From now on for `ms`, because of `refusal`; a longer pause that is running stays. */
  start(refusal: MarketDataError, ms: number): void {
    const until = Date.now() + ms;
    if (until <= this.#until) return;
    this.#until = until;
    this.#refusal = refusal;
  }

  /** Resolves when the pause is over; throws its refusal when that would take too long. */
  async over(): Promise<void> {
    for (let left = this.#left(); left > 0; left = this.#left()) {
      if (left > this.#maximumMs) throw this.#refusal;
      await setTimeout(left);
    }
  }

  #left(): number {
    return this.#until - Date.now();
  }
}
