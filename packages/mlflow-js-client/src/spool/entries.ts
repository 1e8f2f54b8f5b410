import type { NewExperiment } from "../experiments.ts";
import type { DatasetInput, RunStatus } from "../run-types.ts";

type Texts = Readonly<Record<string, string>>;

/** A model to log, and perhaps to register. */
export interface ModelToLog {
  /** Without `/ : . % " '`. */
  name: string;
  modelType?: string | undefined;
  step?: number | undefined;
  params?: Texts | undefined;
  tags?: Texts | undefined;
  /** Makes it a new version of this registered model. */
  registeredName?: string | undefined;
  /** Point at that version, unless they point at one that was logged later. */
  aliases?: readonly string[] | undefined;
}

/** What a training did. `file` and `dir` are relative to the run's spool folder, or absolute when no copy could be made. */
export type Operation =
  | {
      op: "start";
      experiment: NewExperiment;
      runName?: string | undefined;
      startTime: number;
      tags: Texts;
      /** Spool id of the run that this one is a part of, in the same experiment. */
      parent?: string | undefined;
    }
  | { op: "metrics"; values: Readonly<Record<string, number>>; step: number; timestamp: number }
  | { op: "params"; values: Texts }
  | { op: "tags"; values: Texts }
  | { op: "inputs"; datasets: readonly DatasetInput[] }
  | { op: "artifact"; path: string; file: string }
  | { op: "model"; dir: string; model: ModelToLog }
  | { op: "end"; status: RunStatus };

/** A journal line: an operation, its number (from 1) and when it was, in ms since 1970. */
export type Entry = Operation & { seq: number; time: number };

/** A line that is no entry. */
export interface Damage {
  op: "damage";
  line: string;
}

const OPERATIONS = new Set(["start", "metrics", "params", "tags", "inputs", "artifact", "model", "end"]);

export function formatEntry(entry: Entry): string {
  // JSON has no NaN and infinities: they are kept as strings, and only metrics have them.
  const replacer = (_: string, value: unknown) =>
    typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
  return `${JSON.stringify(entry, replacer)}\n`;
}

export function parseEntry(line: string): Entry | Damage {
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
