import { isHeld } from "kernel-lock";
import { MlflowError } from "../errors.ts";
import type { Metric, RunStatus } from "../run-types.ts";
import type { DamagedLine, Entry } from "./entries.ts";
import { spoolPaths } from "./paths.ts";
import { readJournal } from "./read-journal.ts";

/** A run in the spool, as the server would show it. */
export interface SpooledRun {
  spoolId: string;
  experiment: string;
  runName: string | undefined;
  /** RUNNING while its process lives; KILLED if that died before it ended the run. */
  status: RunStatus;
  /** Milliseconds since 1970. */
  startTime: number;
  endTime: number | undefined;
  /** Spool id of the parent run. */
  parent: string | undefined;
  params: Record<string, string>;
  tags: Record<string, string>;
  /** The latest value of each metric, by its name. */
  metrics: Record<string, Metric>;
  /** All values of each metric, in the order of logging. */
  history: Record<string, Metric[]>;
}

/**
 * Reads a run from its journal, without a server. Damaged lines are left out. Returns undefined if the run is not in the
 * spool (any more).
 *
 * @throws MlflowError `spool_damaged` if the journal does not begin with the start of a run, `file_failed` if it cannot
 * be read
 *
 * @example
 * for (const spoolId of listSpool(spoolDir)) console.log((await readSpooledRun(spoolDir, spoolId))?.metrics);
 */
export async function readSpooledRun(spoolDir: string, spoolId: string): Promise<SpooledRun | undefined> {
  const { journal, lock } = spoolPaths(spoolDir, spoolId);
  let run: SpooledRun | undefined;
  for await (const entry of entriesOf(journal)) {
    if (run) add(run, entry);
    else if (entry.op === "start") run = begin(spoolId, entry, isHeld(lock));
    else throw new MlflowError("spool_damaged", `${journal} does not begin with the start of a run`);
  }
  return run;
}

async function* entriesOf(journal: string): AsyncGenerator<Entry | DamagedLine> {
  for (let offset = 0; ; ) {
    const { lines } = await readJournal(journal, offset).catch((cause: Error) => {
      throw new MlflowError("file_failed", `${journal} cannot be read: ${cause.message}`, { cause });
    });
    if (lines.length === 0) return;
    for (const { entry } of lines) yield entry;
    offset = lines.at(-1)!.end;
  }
}

function begin(spoolId: string, start: Entry & { op: "start" }, alive: boolean): SpooledRun {
  const { experiment, runName, startTime, tags, parent } = start;
  return {
    spoolId,
    experiment: experiment.name,
    runName,
    startTime,
    endTime: undefined,
    parent,
    status: alive ? "RUNNING" : "KILLED",
    params: {},
    tags: { ...tags },
    metrics: {},
    history: {},
  };
}

function add(run: SpooledRun, entry: Entry | DamagedLine): void {
  if (entry.op === "params")
    run.params = { ...entry.values, ...run.params }; // as on the server, the first value of a param stays
  else if (entry.op === "tags") {
    Object.assign(run.tags, entry.values);
    run.runName = run.tags[RUN_NAME_TAG] ?? run.runName;
  } else if (entry.op === "metrics") addMetrics(run, entry);
  else if (entry.op === "end") {
    run.status = entry.status;
    run.endTime = entry.time;
  }
}

/** On the server, too, setting this tag renames the run. */
const RUN_NAME_TAG = "mlflow.runName";

function addMetrics(
  { metrics, history }: SpooledRun,
  { values, step, timestamp }: Entry & { op: "metrics" },
) {
  for (const [key, value] of Object.entries(values)) {
    const metric = { key, value, timestamp, step };
    if (!history[key]) history[key] = [];
    history[key].push(metric);
    if (isLater(metric, metrics[key])) metrics[key] = metric;
  }
}

/** MLflow's latest value is the one with the highest step, then with the latest timestamp. */
function isLater({ step, timestamp }: Metric, other: Metric | undefined): boolean {
  return !other || step > other.step || (step === other.step && timestamp >= other.timestamp);
}
