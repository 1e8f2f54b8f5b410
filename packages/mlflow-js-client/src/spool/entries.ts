import type { NewExperiment } from "../experiments.ts";
import type { DatasetInput, RunStatus } from "../run-types.ts";

type Texts = Readonly<Record<string, string>>;

/** A model to log and, with `registeredName`, to register. */
export interface ModelToLog {
  /** Must not contain `/ : . % " '`. */
  name: string;
  modelType?: string | undefined;
  step?: number | undefined;
  params?: Texts | undefined;
  tags?: Texts | undefined;
  /** Creates a version of this registered model. */
  registeredName?: string | undefined;
  /** Aliases to point to that version, unless they already point to one that was logged later. */
  aliases?: readonly string[] | undefined;
}

/**
 * One call of a tracked run. `file` and `dir` are paths relative to the run's spool folder, or absolute if no copy could
 * be made.
 */
export type Operation =
  | {
      op: "start";
      experiment: NewExperiment;
      runName?: string | undefined;
      startTime: number;
      tags: Texts;
      /** Spool id of the parent run, in the same experiment. */
      parent?: string | undefined;
    }
  | { op: "metrics"; values: Readonly<Record<string, number>>; step: number; timestamp: number }
  | { op: "params"; values: Texts }
  | { op: "tags"; values: Texts }
  | { op: "inputs"; datasets: readonly DatasetInput[] }
  | { op: "artifact"; path: string; file: string }
  | { op: "model"; dir: string; model: ModelToLog }
  | { op: "end"; status: RunStatus };

/** A journal line: an operation, its number (from 1) and its time (ms since 1970). */
export type Entry = Operation & { seq: number; time: number };

/** A line that cannot be parsed as an entry. */
export interface DamagedLine {
  op: "damage";
  line: string;
}

const OPERATIONS = new Set(["start", "metrics", "params", "tags", "inputs", "artifact", "model", "end"]);

/** The entry's journal line, with its line feed. */
export function formatEntry(entry: Entry): string {
  // JSON has no NaN and infinities: metrics, the only such values, are written as strings.
  const replacer = (_: string, value: unknown) =>
    typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
  return `${JSON.stringify(entry, replacer)}\n`;
}

/** The inverse of `formatEntry`; never throws. */
export function parseEntry(line: string): Entry | DamagedLine {
  try {
    const entry = JSON.parse(line) as Entry;
    if (!OPERATIONS.has(entry.op) || !Number.isSafeInteger(entry.seq)) return { op: "damage", line };
    if (entry.op !== "metrics") return entry;
    const values = Object.entries(entry.values).map(([key, value]) => [key, Number(value)] as const);
    return { ...entry, values: Object.fromEntries(values) };
  } catch {
    return { op: "damage", line };
  }
}
