import type { TrainingRun } from "@lstm-predict/tracking";

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
  runs: readonly TrainingRun[],
  names: readonly string[] | undefined,
): TrainingRun[] {
  if (!names) return runs.filter(({ status }) => status === "FINISHED").slice(-LAST);
  return [...new Set(names.map((name) => find(runs, name)))];
}

function find(runs: readonly TrainingRun[], name: string): TrainingRun {
  const exact = runs.filter((run) => run.name === name || run.id === name);
  const found = exact.length > 0 ? exact : runs.filter((run) => isBeginning(run, name));
  if (found.length === 1) return found[0]!;
  if (found.length === 0) {
    throw new UnknownRun(
      `no run begins with "${name}": expected the beginning of a name or id, such as ${list(runs.toReversed())}`,
    );
  }
  throw new UnknownRun(`${found.length} runs begin with "${name}": expected more of one, ${list(found)}`);
}

function isBeginning(run: TrainingRun, name: string): boolean {
  return run.name.startsWith(name) || run.id.startsWith(name);
}

/** Some of them, by name, or by id where the name is not theirs alone. */
function list(runs: readonly TrainingRun[]): string {
  const labels = runs.map(({ name, id }) =>
    runs.filter((other) => other.name === name).length > 1 ? id : name,
  );
  const more = labels.length > 5 ? ` and ${labels.length - 5} more` : "";
  return labels.length > 0 ? `${labels.slice(0, 5).join(", ")}${more}` : "(there are none)";
}
