import { isAbsolute } from "node:path";
import { displayPath } from "@lstm-predict/storage";
import { MlflowError, type MlflowErrorCode } from "mlflow-js-client";
import { trainingsAmong } from "./check-run.ts";
import { readFromServer } from "./read-server.ts";
import { readFromSpool } from "./read-spool.ts";
import { spoolDirOf, trackingUriOf } from "./settings.ts";
import type { TrainingRun } from "./training-run.ts";

/** Tracked trainings and where they were read. */
export interface TrainingRuns {
  /** The server's address, without credentials, or the spool's folder. */
  from: string;
  /** Oldest first. */
  runs: TrainingRun[];
}

/** Codes of a server that cannot be reached; other errors need the user. */
const OUT_OF_REACH: readonly MlflowErrorCode[] = ["unreachable", "timeout", "rate_limited", "server_error"];

/**
 * Reads the tracked trainings of a symbol, or of all symbols: from the server if there is one, else from the spool.
 *
 * Calls `onNote` if the server is unreachable, so that it reads the spool, if the spool holds further runs, and for each run
 * that it leaves out.
 *
 * @throws MlflowError if the server refuses, `bad_option` for an invalid address
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
      const runs = trainingsAmong(await readFromServer(uri, symbol), onNote);
      const spooled = await readFromSpool(spoolDir, symbol, onNote);
      const waiting = spooled.filter(({ status }) => status !== "RUNNING").length;
      if (waiting > 0) onNote(`not counting ${waiting} that wait in the spool: pnpm runs sync sends them`);
      return { from: `${uri}`, runs: byAge(runs) };
    } catch (error) {
      if (!(error instanceof MlflowError && OUT_OF_REACH.includes(error.code))) throw error;
      onNote(`${error.message}; these are the runs that wait in the spool`);
    }
  }
  const spooled = trainingsAmong(await readFromSpool(spoolDir, symbol, onNote), onNote);
  return { from: spoolDir, runs: byAge(spooled) };
}

function byAge(runs: TrainingRun[]): TrainingRun[] {
  return runs.toSorted((a, b) => (a.startedAt < b.startedAt ? -1 : a.startedAt > b.startedAt ? 1 : 0));
}

/** Formats `from` for display: the address of a server, or the folder of the spool. */
export function displaySource(from: string): string {
  return isAbsolute(from) ? displayPath(from) : from;
}
