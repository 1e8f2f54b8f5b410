import { join } from "node:path";
import { folderSize, type Keep, newest } from "@lstm-predict/storage";
import {
  listSetAside,
  listSpool,
  readSpooledRun,
  removeSpooledRun,
  setAsideDirOf,
  sweepSpool,
} from "mlflow-js-client/spool";

/** Why a run stays. */
export type RunReason =
  /** A living process writes or sends it. */
  | "running"
  /** No server has it. */
  | "not sent"
  /** `keep` names it. */
  | "recent";

/** A run that waits or was set aside, and why it stays. */
export interface RunFate {
  spoolId: string;
  /** Its experiment, which is a symbol for trainings; undefined if its journal is damaged. */
  experiment: string | undefined;
  /** Folder of its spool. */
  dir: string;
  /** Undefined if it is deleted. */
  reason: RunReason | undefined;
  /** Bytes that its deletion frees; 0 if it stays. */
  bytes: number;
}

/** Options of `pruneSpool`. */
export interface PruneSpoolOptions {
  /** Only runs of these; undefined: all. */
  experiments: readonly string[] | undefined;
  /** How much of each experiment stays. */
  keep: Keep;
  /** Milliseconds since 1970. */
  now: number;
  /** Whether runs that no server has may be deleted. */
  unsent: boolean;
  /** Whether only to say what would be deleted. */
  dryRun: boolean;
}

/**
 * Deletes old runs from a spool: those whose entries a server refused, which has everything else of them, and with `unsent`
 * those that wait for a server.
 *
 * @throws errors of the file system
 */
export async function pruneSpool(spoolDir: string, options: PruneSpoolOptions): Promise<RunFate[]> {
  const { keep, now, unsent, experiments, dryRun } = options;
  const setAsideDir = setAsideDirOf(spoolDir);
  // What a killed prune has left there; of waiting runs, the next one that sends them removes it.
  if (!dryRun) await sweepSpool(setAsideDir);
  const waiting = await readAll(spoolDir, listSpool(spoolDir), unsent ? undefined : "not sent");
  const refused = await readAll(setAsideDir, await listSetAside(spoolDir), undefined);
  const runs = [...waiting, ...refused].filter(
    ({ experiment }) => experiments === undefined || experiments.includes(experiment ?? ""),
  );
  const byExperiment = Map.groupBy(runs, ({ experiment }) => experiment);
  const recent = new Set(
    [...byExperiment.values()].flatMap((group) => [...newest(group, startOf, keep, now)]),
  );
  const fates: RunFate[] = [];
  for (const run of runs) {
    const { dir, spoolId, experiment } = run;
    const fate = { spoolId, experiment, dir, reason: run.reason ?? (recent.has(run) ? "recent" : undefined) };
    const bytes = fate.reason === undefined ? await sizeOf(dir, spoolId) : 0;
    const stays = fate.reason !== undefined || dryRun || (await removeSpooledRun(dir, spoolId));
    fates.push(stays ? { ...fate, bytes } : { ...fate, reason: "running", bytes: 0 });
  }
  return fates;
}

type Run = Pick<RunFate, "spoolId" | "experiment" | "dir" | "reason">;

/** @param reason why such runs stay, whatever their age */
async function readAll(
  dir: string,
  spoolIds: readonly string[],
  reason: RunReason | undefined,
): Promise<Run[]> {
  const runs: Run[] = [];
  for (const spoolId of spoolIds) {
    const run = await readSpooledRun(dir, spoolId).catch(() => undefined);
    const isRunning = run?.status === "RUNNING";
    runs.push({ spoolId, dir, experiment: run?.experiment, reason: isRunning ? "running" : reason });
  }
  return runs;
}

/** The time in a run's name, such as `20261124T040506789Z-1a2b3c4d`, in ms since 1970. */
function startOf({ spoolId }: Run): number {
  const [, date, time, ms] = /^(\d{8})T(\d{6})(\d{3})Z/.exec(spoolId) ?? [];
  if (date === undefined || time === undefined) return 0;
  const iso = `${date.replace(/(....)(..)/, "$1-$2-")}T${time.replace(/(..)(..)/, "$1:$2:")}.${ms}Z`;
  return Date.parse(iso);
}

async function sizeOf(dir: string, spoolId: string): Promise<number> {
  const sizes = await Promise.all([`${spoolId}.jsonl`, spoolId].map((name) => folderSize(join(dir, name))));
  return sizes.reduce((sum, { bytes }) => sum + bytes, 0);
}
