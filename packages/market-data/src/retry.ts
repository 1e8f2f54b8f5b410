import { setTimeout } from "node:timers/promises";
import type { MarketDataError } from "./errors.ts";
import { isUnreachable } from "./yahoo-transport.ts";

/** How often and how patiently a request that Yahoo did not serve is repeated. */
export interface RetryPolicy {
  /** Requests at most, the first one included. */
  attempts: number;
  /** The wait before the second request is at most this long; it doubles with every further one. */
  baseMs: number;
  /** Nobody waits longer than this for one request: if Yahoo asks for more, its refusal is final. */
  maximumMs: number;
  /** Told before each wait, for a person who watches. */
  onRetry: (wait: { error: MarketDataError; waitMs: number; attempt: number; attempts: number }) => void;
}

export const RETRY: RetryPolicy = { attempts: 3, baseMs: 1000, maximumMs: 30_000, onRetry: () => {} };

/**
 * Repeats `request` after failures that may pass: no network, no answer in time, 429, 5xx. The wait is exponential with
 * full jitter (M. Brooker, "Exponential Backoff And Jitter", 2015), but never shorter than Yahoo's own Retry-After.
 */
export async function withRetries<T>(request: () => Promise<T>, policy: RetryPolicy): Promise<T> {
  const { attempts, baseMs, maximumMs, onRetry } = policy;
  for (let attempt = 1; ; attempt++) {
    try {
      return await request();
    } catch (error) {
      if (!isUnreachable(error)) throw error;
      const asked = error.retryAfterMs ?? 0;
      if (attempt >= attempts || asked > maximumMs) throw error;
      const jitter = Math.random() * Math.min(maximumMs, baseMs * 2 ** (attempt - 1));
      const waitMs = Math.max(asked, jitter);
      onRetry({ error, waitMs, attempt, attempts });
      await setTimeout(waitMs);
    }
  }
}
