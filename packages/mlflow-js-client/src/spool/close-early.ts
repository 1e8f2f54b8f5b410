import type { MlflowClient } from "../client.ts";
import type { RunStatus } from "../run-types.ts";
import type { Ack } from "./ack.ts";
import type { SpoolPaths } from "./paths.ts";
import { readJournal } from "./read-journal.ts";

/**
 * Ends a run whose further entries wait, such as a file that the server cannot store at the moment: it would look like a
 * running one until they are sent, which MLflow accepts after the end too. For a run that no process writes any more.
 *
 * @returns whether the server has the end now; false too if it does not answer or does not have the run
 */
export async function closeEarly(client: MlflowClient, paths: SpoolPaths, ack: Ack): Promise<boolean> {
  if (ack.ended || ack.runId === undefined) return ack.ended;
  try {
    const { status, endTime } = await readEnd(paths, ack);
    await client.runs.update(ack.runId, { status, endTime });
    return true;
  } catch {
    return false;
  }
}

/** The end that a journal has; KILLED at the time of its last entry if it has none. */
async function readEnd(paths: SpoolPaths, ack: Ack): Promise<{ status: RunStatus; endTime: number }> {
  let endTime = ack.time || Date.now();
  for (let offset = ack.offset; ; ) {
    const { lines } = await readJournal(paths.journal, offset);
    if (lines.length === 0) return { status: "KILLED", endTime };
    for (const { entry, end } of lines) {
      offset = end;
      if (entry.op === "damage") continue;
      endTime = entry.time;
      if (entry.op === "end") return { status: entry.status, endTime };
    }
  }
}
