import type { ClientOptions } from "./client-options.ts";
import { hasCode, MlflowError } from "./errors.ts";

export type RetryPolicy = Pick<ClientOptions, "maxRetries" | "backoffFactor" | "backoffJitter">;

const LONGEST_WAIT_MS = 120_000;
/** The longest Retry-After to obey: with more, the refusal is final. */
const LONGEST_RETRY_AFTER_MS = 300_000;

/** Whether a later attempt may succeed. A state or parameter that MLflow refuses stays refused, whatever the status. */
export function isTransient(error: unknown): error is MlflowError {
  return hasCode(error, "unreachable", "timeout", "rate_limited", "server_error", "parent_pending");
}

/** Whether the server certainly did not process the request, so that a retry cannot do it twice. */
function wasNotProcessed(error: MlflowError): boolean {
  const cause = (error.cause as { code?: string } | undefined)?.code ?? "";
  return error.code === "rate_limited" || /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH/.test(cause);
}

/**
 * Milliseconds to wait before retry `n` (from 1): exponential with jitter, and at least the server's Retry-After, but never
 * more than five minutes.
 */
export function backoffMs(
  error: MlflowError,
  n: number,
  { backoffFactor, backoffJitter }: RetryPolicy,
): number {
  const exponential = Math.min(LONGEST_WAIT_MS, backoffFactor * 1000 * 2 ** (n - 1));
  const asked = Math.max(error.retryAfterMs ?? 0, exponential + Math.random() * backoffJitter * 1000);
  return Math.min(LONGEST_RETRY_AFTER_MS, asked);
}

/**
 * Retries `request` after transient failures, as MLflow's Python client does, with two differences: `error_code` decides
 * before the status, and a request that is not `idempotent` is retried only if the server certainly did not process it. A
 * server that asks to wait longer than five minutes is not asked again.
 *
 * @throws MlflowError the last failure, or `aborted` if `signal` aborts during a wait
 */
export async function withRetries<T>(
  request: () => Promise<T>,
  policy: RetryPolicy,
  { idempotent = true, signal }: { idempotent?: boolean; signal?: AbortSignal | undefined } = {},
): Promise<T> {
  for (let n = 1; ; n++) {
    try {
      return await request();
    } catch (error) {
      const isPatient = isTransient(error) && (error.retryAfterMs ?? 0) <= LONGEST_RETRY_AFTER_MS;
      if (!isPatient || n > policy.maxRetries || !(idempotent || wasNotProcessed(error))) throw error;
      await pause(backoffMs(error, n, policy), signal);
    }
  }
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      clearTimeout(timer);
      const message = "the request was cancelled while it waited for its next attempt";
      reject(new MlflowError("aborted", message, { cause: signal!.reason }));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", abort);
      resolve();
    }, ms);
    signal?.addEventListener("abort", abort, { once: true });
    if (signal?.aborted) abort();
  });
}
