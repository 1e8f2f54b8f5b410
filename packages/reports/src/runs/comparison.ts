import { findScore, lossOf, MAIN_METRICS, type TrainingRun } from "@lstm-predict/tracking";

/** A run of a comparison. */
export interface ComparedRun extends TrainingRun {
  /** Its number in tables and charts, from 1. */
  number: number;
  /** Whether its bundle is the champion of its symbol. */
  champion: boolean;
  /** Its params, bars, kernel and commit, by name. */
  settings: Record<string, string>;
}

/** Runs side by side. */
export interface Comparison {
  /** The address of the server, or the folder of the spool. */
  from: string;
  /** The metric that orders the runs, best first. */
  metric: string;
  /** The compared metrics. */
  metrics: string[];
  runs: ComparedRun[];
  /** Names of settings that differ between runs. */
  differing: string[];
  /** Settings that are equal in all runs. */
  common: Record<string, string>;
  /** Lowest loss by metric; NaN if all runs are equal or none has the metric. */
  best: Record<string, number>;
  /** Whether all runs used the same bars, so that their test spans are the same days. */
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

/** Whether a run has the best value of a metric. */
export function isBest({ best }: Comparison, metric: string, { metrics }: TrainingRun): boolean {
  return lossOf(metric, metrics[metric]) === best[metric];
}

/** Formats the value of a metric; "-" if the run has none. */
export function show(metric: string, { metrics }: TrainingRun): string {
  return metrics[metric]?.toFixed(findScore(metric)!.digits) ?? "-";
}

/** The lowest loss; NaN if all are equal, because then none is best. */
function lowestLoss(metric: string, runs: readonly TrainingRun[]): number {
  const losses = runs.map(({ metrics }) => lossOf(metric, metrics[metric])).filter(Number.isFinite);
  return new Set(losses).size > 1 ? losses.reduce((least, loss) => Math.min(least, loss)) : Number.NaN;
}

function settingsOf({ params, tags }: TrainingRun): Record<string, string> {
  const commit = tags["mlflow.source.git.commit"]?.slice(0, 8);
  const tagged = ["data.source", "data.from", "data.to", "kernel"].flatMap((name) =>
    tags[name] ? [[name, tags[name]]] : [],
  );
  const all: Record<string, string> = { ...params, ...Object.fromEntries(tagged), ...(commit && { commit }) };
  // Left out: a setting named "constructor", which runs without it would seem to have, as every object does.
  return Object.fromEntries(Object.entries(all).filter(([name]) => !(name in Object.prototype)));
}
