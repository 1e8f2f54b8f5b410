import { platform } from "#platform";
import { FusedLstmError } from "../errors.ts";

const MAXIMUM = 64;

let chosen: number | undefined;
/** Of the machine; asking it reads files. */
let hardware: number | undefined;

/**
 * Sets the number of threads that compute, the calling thread included. `undefined` goes back to the default: the
 * environment variable LSTM_THREADS or, without it, all hardware threads. Results are the same to the last bit for any
 * number.
 *
 * @throws FusedLstmError `bad_threads` unless `count` is a whole number from 1 to 64
 */
export function setThreads(count: number | undefined): void {
  chosen = count === undefined ? undefined : checkCount("threads", count);
}

/**
 * Why the calling thread computes alone: the page is not cross-origin isolated, or a thread cannot start. Undefined if it
 * can have other threads, as always in Node.js.
 */
export function threadsProblem(): string | undefined {
  return platform.threadsProblem();
}

/**
 * The number of threads that compute, the calling thread included; 1 where there is a `threadsProblem`.
 *
 * @throws FusedLstmError `bad_threads` if LSTM_THREADS is needed and not a whole number from 1 to 64
 */
export function threadCount(): number {
  if (platform.threadsProblem()) return 1;
  if (chosen !== undefined) return chosen;
  const { LSTM_THREADS } = platform.variables;
  if (LSTM_THREADS) return checkCount("LSTM_THREADS", Number(LSTM_THREADS), LSTM_THREADS);
  hardware ??= Math.min(platform.hardwareThreads(), MAXIMUM);
  return hardware;
}

/** The number of threads of `lstmStackAsync`: all but the calling one, and at least one. */
export function backgroundThreadCount(): number {
  return Math.max(1, threadCount() - 1);
}

function checkCount(name: string, count: number, given: unknown = count): number {
  if (Number.isInteger(count) && count >= 1 && count <= MAXIMUM) return count;
  throw new FusedLstmError(
    "bad_threads",
    `${name} is ${JSON.stringify(given)}: expected a whole number from 1 to ${MAXIMUM}`,
  );
}
