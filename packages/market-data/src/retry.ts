import { setTimeout } from "node:timers/promises";
import type { MarketDataError } from "./errors.ts";
import { isUnreachable } from "./yahoo-transport.ts";

/** How often a failed request is repeated, and how long the waits are. */
export interface RetryPolicy {
  /** Maximum number of requests, including the first. */
  attempts: number;
  /** Longest wait before the second request, in milliseconds; doubles with each further request. */
  baseMs: number;
  /** Longest wait for one request, in milliseconds: if Yahoo asks for more, its refusal is final. */
  maximumMs: number;
  /** Called before each wait, to tell the user. */
  onRetry: (wait: { error: MarketDataError; waitMs: number; attempt: number; attempts: number }) => void;
}

/** The default retry policy. */
export const RETRY: RetryPolicy = { attempts: 3, baseMs: 1000, maximumMs: 30_000, onRetry: () => {} };

/**
 * Repeats `request` after temporary failures: no network, no answer in time, 429, 5xx.
 *
 * Waits exponentially with full jitter (M. Brooker, "Exponential Backoff And Jitter", 2015), but never shorter than Yahoo's
 * Retry-After.
 *
 * @throws the last error
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
