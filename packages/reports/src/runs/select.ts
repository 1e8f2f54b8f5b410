import type { TrainingRecord } from "@lstm-predict/tracking";

/** So many are compared when none are named. */
export const LAST = 10;

/** A name that stands for no run, or for several. */
export class UnknownRun extends Error {
  readonly code = "unknown_run";
}

/**
 * The runs of these names, each the beginning of a run's name or id; without names the last that have finished.
 *
 * @throws UnknownRun when a name is no run's, or that of several
 */
export function selectRuns(
  records: readonly TrainingRecord[],
  names: readonly string[] | undefined,
): TrainingRecord[] {
  if (!names) return records.filter(({ status }) => status === "FINISHED").slice(-LAST);
  return [...new Set(names.map((name) => find(records, name)))];
}

function find(records: readonly TrainingRecord[], name: string): TrainingRecord {
  const exact = records.filter((run) => run.name === name || run.id === name);
  const found = exact.length > 0 ? exact : records.filter((run) => isBeginning(run, name));
  if (found.length === 1) return found[0]!;
  if (found.length === 0) {
    throw new UnknownRun(
      `no run begins with "${name}": expected the beginning of a name or id, such as ${list(records.toReversed())}`,
    );
  }
  throw new UnknownRun(`${found.length} runs begin with "${name}": expected more of one, ${list(found)}`);
}

function isBeginning(run: TrainingRecord, name: string): boolean {
  return run.name.startsWith(name) || run.id.startsWith(name);
}

/** Some of them, by name, or by id where the name is not theirs alone. */
function list(records: readonly TrainingRecord[]): string {
  const labels = records.map(({ name, id }) =>
    records.filter((other) => other.name === name).length > 1 ? id : name,
  );
  const more = labels.length > 5 ? ` and ${labels.length - 5} more` : "";
  return labels.length > 0 ? `${labels.slice(0, 5).join(", ")}${more}` : "(there are none)";
}
