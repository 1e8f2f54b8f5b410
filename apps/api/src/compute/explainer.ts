import type { Steps } from "@lstm-predict/forecaster";
import { overloaded } from "../problem.ts";

/** About a second of work: later requests are told to come back. */
const MOST_WAITING = 32;

interface Waiting {
  next(): boolean;
  fail(error: unknown): void;
}

/** Runs explanations one after the other, a step of about two milliseconds in each turn of the event loop, which serves others between. */
export class Explainer {
  readonly #queue: Waiting[] = [];

  /** Runs all steps. Rejects with ApiError `overloaded`, or with what a step throws. */
  run<T>(steps: Steps<T>): Promise<T> {
    const { length } = this.#queue;
    if (length >= MOST_WAITING) return Promise.reject(overloaded(`${length} explanations are waiting`));
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
    if (this.#queue.length > 0) setImmediate(this.#step);
  };
}
