import type { TrainingRun } from "@lstm-predict/tracking";

/** Number of newest runs to compare if none are named. */
export const LAST = 10;

/** Thrown for a name that matches no run, or several. */
export class UnknownRun extends Error {
  readonly code = "unknown_run";
}

/**
 * Selects runs by the beginnings of their names or ids; without names, the newest LAST finished runs.
 *
 * @throws UnknownRun if a name matches no run, or several
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

/** Lists up to five runs for a message, by name, or by id if several have that name. */
function list(runs: readonly TrainingRun[]): string {
  const labels = runs.map(({ name, id }) =>
    runs.filter((other) => other.name === name).length > 1 ? id : name,
  );
  const more = labels.length > 5 ? ` and ${labels.length - 5} more` : "";
  return labels.length > 0 ? `${labels.slice(0, 5).join(", ")}${more}` : "(there are none)";
}
