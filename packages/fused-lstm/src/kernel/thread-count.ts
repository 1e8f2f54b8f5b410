import { availableParallelism } from "node:os";
import { FusedLstmError } from "../errors.ts";

const MAXIMUM = 64;

let chosen: number | undefined;

/**
 * Threads that compute, the calling one included. Without a choice: LSTM_THREADS, or as many as the machine runs at
 * once. Results are the same to the last bit for any number.
 *
 * @throws FusedLstmError `bad_threads`
 */
export function setThreads(count: number | undefined): void {
  chosen = count === undefined ? undefined : checkCount("threads", count);
}

/** @throws FusedLstmError `bad_threads` when LSTM_THREADS is not a legal number */
export function threadCount(): number {
  if (chosen !== undefined) return chosen;
  const { LSTM_THREADS } = process.env;
  if (LSTM_THREADS) return checkCount("LSTM_THREADS", Number(LSTM_THREADS), LSTM_THREADS);
  return Math.min(availableParallelism(), MAXIMUM);
}

/** Threads of `lstmStackAsync`. */
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
