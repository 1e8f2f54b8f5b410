import { setTimeout } from "node:timers/promises";
import type { MarketDataError } from "./errors.ts";

/** The longest pause, whatever Yahoo asks: then one request looks again. */
const LONGEST_MS = 60 * 60_000;

/** Holds back all requests of one source while Yahoo limits them. */
export class Pause {
  readonly #maximumMs: number;
  #until = 0;
  #refusal: MarketDataError | undefined;

  /** @param maximumMs the longest pause that a request waits for */
  constructor(maximumMs: number) {
    this.#maximumMs = maximumMs;
  }

  /** Starts a pause of `ms`, at most an hour, because of `refusal`; a pause that ends later stays. */
  start(refusal: MarketDataError, ms: number): void {
    const until = Date.now() + Math.min(LONGEST_MS, ms);
    if (until <= this.#until) return;
    this.#until = until;
    this.#refusal = refusal;
  }

  /**
   * Resolves at the end of the pause.
   *
   * @throws the refusal, if the pause is too long to wait for
   */
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
