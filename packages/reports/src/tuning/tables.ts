import type { Trial, Tuning } from "@lstm-predict/tuning";
import type { BacktestTable } from "../backtest/tables.ts";
import { fixed } from "../wording/format.ts";
import { score } from "./sentences.ts";

/** The trials: those that were computed on all folds first, the best first, then the others by their number of folds. */
export function trialTable({ trials }: Tuning, shown: (trial: Trial) => boolean = () => true): BacktestTable {
  const names = namesOf(trials);
  return {
    heads: ["trial", "score", "folds", "", ...names],
    rows: ranked(trials)
      .filter(shown)
      .map((trial) => [
        trial.number === 0 ? "default" : String(trial.number),
        score(trial.score),
        String(trial.losses.length),
        trial.state === "complete" ? "" : trial.state === "failed" ? "diverged" : trial.state,
        ...names.map((name) => valueText(trial, name)),
      ]),
  };
}

/** Winner and default on the test span; undefined without one. */
export function testTable({ test, best }: Tuning): BacktestTable | undefined {
  if (!test) return undefined;
  const rowOf = (name: string, { mase, coverage, winklerToHar }: typeof test.winner) => [
    name,
    fixed(mase, 4),
    fixed(100 * coverage, 1),
    fixed(winklerToHar, 4),
  ];
  return {
    heads: ["test span, as served", "MASE", "coverage 90", "W / HAR"],
    rows: [rowOf(`trial ${best}`, test.winner), rowOf("default", test.default)],
  };
}

/** The names of the space, in its order. */
export function namesOf(trials: readonly Trial[]): string[] {
  return Object.keys(trials[1]?.values ?? {});
}

/** The value of a name of the space in a trial's configuration, as text; a dash if its configuration has none. */
export function valueText({ config }: Trial, name: string): string {
  const value = fieldAt(config, name.split("."));
  if (value === undefined || value === null) return "-";
  return Array.isArray(value)
    ? value.join(",")
    : typeof value === "object"
      ? JSON.stringify(value)
      : String(value);
}

function fieldAt(at: unknown, [name, ...rest]: readonly string[]): unknown {
  // One dropout may be for all layers.
  if (name === undefined || typeof at === "number") return at;
  return at === undefined || at === null ? undefined : fieldAt((at as Record<string, unknown>)[name], rest);
}

function ranked(trials: readonly Trial[]): Trial[] {
  return [...trials].sort(
    (a, b) => b.losses.length - a.losses.length || a.score - b.score || a.number - b.number,
  );
}
