import { findScore, lossOf, MAIN_METRICS, type TrainingRun } from "@lstm-predict/tracking";

export interface ComparedRun extends TrainingRun {
  /** What tables and charts call it, from 1. */
  number: number;
  /** Whether it is its symbol's served version. */
  champion: boolean;
  /** Its params and where its bars and code come from, by name. */
  settings: Record<string, string>;
}

export interface Comparison {
  /** The server's address, or the spool's folder. */
  from: string;
  /** What the runs are ordered by, best first. */
  metric: string;
  /** What stands side by side. */
  metrics: string[];
  runs: ComparedRun[];
  /** Settings that are not the same in all runs. */
  differing: string[];
  /** Those that are. */
  common: Record<string, string>;
  /** The lowest loss of each metric that not all share; NaN when there is none. */
  best: Record<string, number>;
  /** Whether the test spans are days of the same bars. */
  sameBars: boolean;
}

/** Puts runs side by side, the best by `metric` first. */
export function compareRuns(
  from: string,
  trainings: readonly TrainingRun[],
  metric: string,
  isChampion: (run: TrainingRun) => boolean,
): Comparison {
  const loss = (run: TrainingRun) => {
    const value = lossOf(metric, run.metrics[metric]);
    return Number.isFinite(value) ? value : Number.POSITIVE_INFINITY;
  };
  const ordered = trainings.toSorted((a, b) => (loss(a) === loss(b) ? 0 : loss(a) - loss(b)));
  const runs = ordered.map((run, k) => ({
    ...run,
    number: k + 1,
    champion: isChampion(run),
    settings: settingsOf(run),
  }));
  const names = [...new Set(runs.flatMap(({ settings }) => Object.keys(settings)))];
  const valuesOf = (name: string) => new Set(runs.map(({ settings }) => settings[name]));
  const differing = names.filter((name) => valuesOf(name).size > 1);
  const isLogged = (name: string) => runs.some(({ metrics }) => metrics[name] !== undefined);
  const metrics = [...new Set([metric, ...MAIN_METRICS.filter(isLogged)])];
  return {
    from,
    metric,
    metrics,
    runs,
    differing,
    common: Object.fromEntries(
      names.filter((name) => !differing.includes(name)).map((name) => [name, runs[0]!.settings[name]!]),
    ),
    best: Object.fromEntries(metrics.map((name) => [name, lowestLoss(name, runs)])),
    sameBars: new Set(runs.flatMap(({ tags }) => tags["data.sha256"] ?? [])).size <= 1,
  };
}

/** Whether a run's value is the best of the comparison. */
export function isBest({ best }: Comparison, metric: string, { metrics }: TrainingRun): boolean {
  return lossOf(metric, metrics[metric]) === best[metric];
}

/** A metric's value with its digits, or a dash. */
export function show(metric: string, { metrics }: TrainingRun): string {
  return metrics[metric]?.toFixed(findScore(metric)!.digits) ?? "-";
}

/** Where all are the same, none is best. */
function lowestLoss(metric: string, runs: readonly TrainingRun[]): number {
  const losses = runs.map(({ metrics }) => lossOf(metric, metrics[metric])).filter(Number.isFinite);
  return new Set(losses).size > 1 ? Math.min(...losses) : Number.NaN;
}

function settingsOf({ params, tags }: TrainingRun): Record<string, string> {
  const commit = tags["mlflow.source.git.commit"]?.slice(0, 8);
  const data = ["data.source", "data.from", "data.to"].flatMap((name) =>
    tags[name] ? [[name, tags[name]]] : [],
  );
  return { ...params, ...Object.fromEntries(data), ...(commit && { commit }) };
}
