import { isAbsolute } from "node:path";
import { displayPath } from "@lstm-predict/storage";
import { MlflowError, type MlflowErrorCode } from "mlflow-js-client";
import { readFromServer } from "./read-server.ts";
import { readFromSpool } from "./read-spool.ts";
import { spoolDirOf, trackingUriOf } from "./settings.ts";
import type { TrainingRun } from "./training-run.ts";

export interface TrainingRuns {
  /** The server's address, or the spool's folder. */
  from: string;
  /** Oldest first. */
  runs: TrainingRun[];
}

/** Failures of the way to the server; what it refuses is for a person to mend. */
const OUT_OF_REACH: readonly MlflowErrorCode[] = ["unreachable", "timeout", "rate_limited", "server_error"];

/**
 * The tracked trainings of a symbol, or of all: those on the server when there is one, else those that wait in the spool.
 * `onNote` is told when the server cannot be reached, or knows less than the spool.
 *
 * @throws MlflowError when the server refuses, `bad_option` for an address that is none
 */
export async function readTrainings(
  mlrunsDir: string,
  symbol: string | undefined,
  onNote: (note: string) => void,
): Promise<TrainingRuns> {
  const uri = trackingUriOf(mlrunsDir);
  const spoolDir = spoolDirOf(mlrunsDir);
  if (uri !== undefined) {
    try {
      const runs = await readFromServer(uri, symbol);
      const spooled = await readFromSpool(spoolDir, symbol, onNote);
      const waiting = spooled.filter(({ status }) => status !== "RUNNING").length;
      if (waiting > 0) onNote(`not counting ${waiting} that wait in the spool: pnpm runs sync sends them`);
      return { from: uri, runs: byAge(runs) };
    } catch (error) {
      if (!(error instanceof MlflowError && OUT_OF_REACH.includes(error.code))) throw error;
      onNote(`${error.message}; these are the runs that wait in the spool`);
    }
  }
  return { from: spoolDir, runs: byAge(await readFromSpool(spoolDir, symbol, onNote)) };
}

function byAge(runs: TrainingRun[]): TrainingRun[] {
  return runs.toSorted((a, b) => (a.startedAt < b.startedAt ? -1 : a.startedAt > b.startedAt ? 1 : 0));
}

/** Where trainings come from, for a person: a server's address, or the spool's folder. */
export function displaySource(from: string): string {
  return isAbsolute(from) ? displayPath(from) : from;
}
