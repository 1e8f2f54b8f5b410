import type { Steps } from "@lstm-predict/forecaster";
import { overloaded } from "../problem.ts";

/** A few seconds of work: later requests are told to come back. */
const MOST_WAITING = 32;
/** Milliseconds after each step, which belong to forecasts: a request takes several turns of the event loop. */
const PAUSE_MS = 5;

interface Waiting {
  next(): boolean;
  fail(error: unknown): void;
}

/** Runs explanations one after the other in steps of about two milliseconds, with a pause after each, so that forecasts come first. */
export class Explainer {
  readonly #queue: Waiting[] = [];

  /**
   * Runs all steps, after `charge` if there is room for them. Rejects with ApiError `overloaded`, or with what `charge` or a step
   * throws.
   */
  async run<T>(steps: Steps<T>, charge: () => void = () => {}): Promise<T> {
    const { length } = this.#queue;
    if (length >= MOST_WAITING) throw overloaded(`${length} explanations are waiting`);
    charge();
    return new Promise((resolve, reject) => {
      const next = () => {
        const { done, value } = steps.next();
        if (done) resolve(value);
        return done === true;
      };
      this.#queue.push({ next, fail: reject });
      if (length === 0) setImmediate(this.#step);
    });
  }

  readonly #step = () => {
    const first = this.#queue[0]!;
    try {
      if (first.next()) this.#queue.shift();
    } catch (error) {
      this.#queue.shift();
      first.fail(error);
    }
    if (this.#queue.length > 0) setTimeout(this.#step, PAUSE_MS);
  };
}
