import { isSymbol } from "@lstm-predict/bars";
import { quote } from "@lstm-predict/checks";
import type { RunStatus } from "mlflow-js-client";
import type { CurvePoint, TrainingRun } from "./training-run.ts";

/** What a server or a spool says about a run: other programs, and other versions of this one, log there too. */
export interface FoundRun extends Omit<TrainingRun, "name" | "startedAt" | "status"> {
  name: string | undefined;
  /** Milliseconds since 1970. */
  startTime: number | undefined;
  status: string;
}

const STATUSES: readonly string[] = [
  "RUNNING",
  "SCHEDULED",
  "FINISHED",
  "FAILED",
  "KILLED",
] satisfies RunStatus[];
/** The most points of a curve to draw; of more, the last ones. */
const MOST_POINTS = 10_000;

/**
 * The trainings among the found runs. Leaves out a run that no training of this program has left, with a note, so that it
 * does not hide the others; likewise a curve that cannot be read.
 */
export function trainingsAmong(found: readonly FoundRun[], onNote: (note: string) => void): TrainingRun[] {
  return found.flatMap((run) => {
    const fault = faultOf(run);
    if (fault === undefined) return [asTraining(run, onNote)];
    onNote(`leaves out the run ${quote(run.id)}, which no training of this program has logged: ${fault}`);
    return [];
  });
}

function faultOf({ symbol, status, startTime }: FoundRun): string | undefined {
  if (!isSymbol(symbol)) return `its symbol is ${quote(symbol)}`;
  if (!STATUSES.includes(status)) return `its status is ${quote(status)}`;
  if (Number.isNaN(new Date(startTime ?? Number.NaN).getTime())) return `its start is ${quote(startTime)}`;
  return undefined;
}

function asTraining({ startTime, ...run }: FoundRun, onNote: (note: string) => void): TrainingRun {
  return {
    ...run,
    params: texts(run.params),
    tags: texts(run.tags),
    metrics: numbers(run.metrics),
    name: run.name || run.id,
    status: run.status as RunStatus,
    startedAt: new Date(startTime!).toISOString(),
    curve: async (metric) => {
      try {
        return inOrder(await run.curve(metric));
      } catch (error) {
        onNote(`leaves out ${metric} of the run ${quote(run.id)}: ${(error as Error).message}`);
        return [];
      }
    },
  };
}

function texts(fields: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, String(value)]));
}

function numbers(fields: Record<string, unknown>): Record<string, number> {
  const isNumber = (entry: [string, unknown]): entry is [string, number] => typeof entry[1] === "number";
  return Object.fromEntries(Object.entries(fields).filter(isNumber));
}

function inOrder(points: readonly CurvePoint[]): CurvePoint[] {
  return points
    .filter(({ step, value }) => Number.isSafeInteger(step) && Number.isFinite(value))
    .sort((a, b) => a.step - b.step)
    .slice(-MOST_POINTS);
}
