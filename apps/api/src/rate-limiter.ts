import { COUNTED_CLIENTS } from "./limits.ts";

/** What a client has used of its minute. */
export interface Usage {
  used: number;
  /** Milliseconds, on the clock of `now`. */
  endsAt: number;
}

/**
 * Counts what each client uses in a minute, which begins with its first request.
 *
 * Clients are in the order of their first request, so their minutes end in that order too: those that are over are forgotten
 * with the next new client, and beyond 50,000 clients the first one is.
 */
export class RateLimiter {
  readonly #clients = new Map<string, Usage>();
  readonly #windowMs: number;
  readonly #now: () => number;

  constructor({ windowMs = 60_000, now = () => performance.now() } = {}) {
    this.#windowMs = windowMs;
    this.#now = now;
  }

  /** Number of clients that are counted. */
  get size(): number {
    return this.#clients.size;
  }

  /** Adds `points` to what `client` has used. */
  use(client: string, points: number): Usage & { leftMs: number } {
    const now = this.#now();
    let usage = this.#clients.get(client);
    if (!usage || usage.endsAt <= now) {
      this.#clients.delete(client);
      this.#forget(now);
      usage = { used: 0, endsAt: now + this.#windowMs };
      this.#clients.set(client, usage);
    }
    usage.used += points;
    return { ...usage, leftMs: usage.endsAt - now };
  }

  #forget(now: number): void {
    for (const [client, { endsAt }] of this.#clients) {
      if (endsAt > now && this.#clients.size < COUNTED_CLIENTS) return;
      this.#clients.delete(client);
    }
  }
}
