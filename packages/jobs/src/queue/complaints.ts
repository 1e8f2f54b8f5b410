const AGAIN_AFTER_MS = 60_000;
/** Errors of a connection that is not there. */
const OUTAGE =
  /ECONN|EPIPE|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|Connection is closed|Stream isn't writeable|Socket timeout|LOADING/;

/** Reports errors that repeat, as those of a lost connection do many times a second on each of its users, a few times. */
export class Complaints {
  readonly #what: string;
  readonly #onNote: (note: string) => void;
  readonly #told = new Map<string, number>();
  #isOut = false;

  constructor(what: string, onNote: (note: string) => void) {
    this.#what = what;
    this.#onNote = onNote;
  }

  take({ message, code }: Error & { code?: unknown }): void {
    if (OUTAGE.test(`${code} ${message}`)) {
      if (!this.#isOut) this.#onNote(`${this.#what} is out of reach (${message || code}): waiting for it`);
      this.#isOut = true;
      return;
    }
    // The same error about another job is the same error.
    const kind = message.replaceAll(/\S*\d\S*/g, "");
    const now = performance.now();
    if (now - (this.#told.get(kind) ?? Number.NEGATIVE_INFINITY) < AGAIN_AFTER_MS) return;
    this.#told.set(kind, now);
    this.#onNote(`${this.#what}: ${message}`);
  }

  end(): void {
    if (this.#isOut) this.#onNote(`${this.#what} is back`);
    this.#isOut = false;
  }
}
