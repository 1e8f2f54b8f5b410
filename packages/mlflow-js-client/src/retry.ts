import { setTimeout } from "node:timers/promises";
import { hasCode, MlflowError } from "./errors.ts";
import type { ClientOptions } from "./options.ts";

export type RetryPolicy = Pick<ClientOptions, "maxRetries" | "backoffFactor" | "backoffJitter">;

const LONGEST_WAIT_MS = 120_000;

/** Whether a failure may pass by itself. A state or parameter that MLflow calls wrong stays wrong, whatever the status. */
export function mayPass(error: unknown): error is MlflowError {
  return hasCode(error, "unreachable", "timeout", "rate_limited", "server_error", "parent_pending");
}

/** Whether the server certainly did nothing, so that repeating cannot do it twice. */
export function neverArrived(error: MlflowError): boolean {
  const cause = (error.cause as NodeJS.ErrnoException | undefined)?.code ?? "";
  return error.code === "rate_limited" || /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH/.test(cause);
}

/** The wait before repetition `n` (from 1): exponential with jitter, but never shorter than the server's Retry-After. */
export function backoffMs(
  error: MlflowError,
  n: number,
  { backoffFactor, backoffJitter }: RetryPolicy,
): number {
  const exponential = Math.min(LONGEST_WAIT_MS, backoffFactor * 1000 * 2 ** (n - 1));
  return Math.max(error.retryAfterMs ?? 0, exponential + Math.random() * backoffJitter * 1000);
}

/**
 * Repeats `request` after failures that may pass, as MLflow's Python client does, with two differences: `error_code`
 * decides before the status, and what must not happen twice (`repeatable` false) is only repeated when the server
 * certainly did nothing.
 */
export async function withRetries<T>(
  request: () => Promise<T>,
  policy: RetryPolicy,
  { repeatable = true, signal }: { repeatable?: boolean; signal?: AbortSignal | undefined } = {},
): Promise<T> {
  for (let n = 1; ; n++) {
    try {
      return await request();
    } catch (error) {
      if (!mayPass(error) || n > policy.maxRetries || !(repeatable || neverArrived(error))) throw error;
      await pause(backoffMs(error, n, policy), signal);
    }
  }
}

async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await setTimeout(ms, undefined, signal ? { signal } : {});
  } catch (cause) {
    throw new MlflowError("aborted", "the request was given up while waiting to repeat it", { cause });
  }
}
