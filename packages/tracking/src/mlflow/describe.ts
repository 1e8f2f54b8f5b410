import { userInfo } from "node:os";
import type { ScoresByForecast, TrainedMetadata } from "@lstm-predict/artifacts";
import { type BarSeries, hashBars } from "@lstm-predict/market-data";
import type { ModelConfig } from "@lstm-predict/model";
import type { DatasetInput } from "mlflow-js-client";

/** The MLflow experiment of a symbol, with the MASE of the test span as primary metric. */
export function experimentOf(symbol: string) {
  return {
    name: symbol,
    tags: {
      "mlflow.experimentKind": "custom_model_development",
      "mlflow.experiment.primaryMetric.name": "test/mase",
      "mlflow.experiment.primaryMetric.greaterIsBetter": "False",
      "mlflow.note.content": `Forecasts of the next close of ${symbol}. MASE 1 is as good as "tomorrow = today"; below is better.`,
    },
  };
}

/** The name of a symbol's model in MLflow's registry. */
export function registeredName(symbol: string): string {
  return `lstm-predict ${symbol}`;
}

/** The configuration as MLflow params, with the same keys in every run, as parallel coordinates need. */
export function paramsOf(symbol: string, config: ModelConfig): Record<string, string> {
  return { symbol, ...flatten(config) };
}

/** Nested fields as texts, named with dots. */
export function flatten(fields: object, prefix = ""): Record<string, string> {
  const entries = Object.entries(fields).flatMap(([name, value]): [string, string][] => {
    if (Array.isArray(value)) return [[prefix + name, value.join(" ")]];
    if (typeof value === "object" && value !== null)
      return Object.entries(flatten(value, `${prefix}${name}.`));
    return [[prefix + name, String(value)]];
  });
  return Object.fromEntries(entries);
}

/**
 * The final scores as MLflow metrics, named by split: `test/mase`, `test/naive_mae`, `test/coverage_90`, ... Leaves out
 * undefined scores.
 */
export function scoresOf(scores: TrainedMetadata["scores"]): Record<string, number> {
  const metrics = Object.entries(scores).flatMap(([split, table]) =>
    Object.entries(splitScores(table)).map(([name, value]) => [`${split}/${name}`, value] as const),
  );
  return Object.fromEntries(metrics);
}

/** The final scores of later sessions on the test span, named by horizon: `test_h5/mase`, `test_h5/coverage_90`, ... */
export function laterScoresOf(laterScores: TrainedMetadata["laterScores"] = {}): Record<string, number> {
  const metrics = Object.entries(laterScores).flatMap(([horizon, { test }]) =>
    Object.entries(splitScores(test)).map(([name, value]) => [`test_h${horizon}/${name}`, value] as const),
  );
  return Object.fromEntries(metrics);
}

/** Leaves out metrics that are missing or not finite: MLflow would draw them as numbers. */
export function defined(metrics: Readonly<Record<string, number | undefined>>): Record<string, number> {
  const hasNumber = (entry: [string, number | undefined]): entry is [string, number] =>
    Number.isFinite(entry[1]);
  return Object.fromEntries(Object.entries(metrics).filter(hasNumber));
}

/** The scores of model and naive on one span, by their names in MLflow; bundles of format 0.1 lack some. */
export function splitScores({ model, naive }: ScoresByForecast): Record<string, number> {
  const { relative, intervals = {} } = model;
  const level90 = intervals["90"];
  const coverage = Object.entries(intervals).map(([level, { coverage }]) => [`coverage_${level}`, coverage]);
  return defined({
    mase: model.mase,
    mae: model.mae,
    rmse: model.rmse,
    mape: model.mape,
    r2: model.r2,
    rmsse: model.rmsse,
    correlation: model.correlation,
    direction: model.directionalAccuracy,
    diebold_p: model.diebold?.p,
    naive_mae: naive.mae,
    naive_rmse: naive.rmse,
    naive_mape: naive.mape,
    naive_r2: naive.r2,
    ...Object.fromEntries(coverage),
    winkler_90: level90?.winkler,
    width_90: level90?.width,
    crps: level90?.crps,
    qlike: model.qlike,
    winkler_90_to_constant: relative?.winklerToConstant,
    winkler_90_to_har: relative?.winklerToHar,
    crps_to_har: relative?.crpsToHar,
  });
}

const DIGEST_LENGTH = 36; // the maximum in MLflow

/** The bars of a training as a dataset of MLflow, with the beginning of their SHA-256 as digest. */
export function datasetOf(series: BarSeries): DatasetInput {
  const { symbol, source, detail, bars, timeZone } = series;
  const sha256 = hashBars(bars);
  const [from, to] = [bars[0]!.date, bars.at(-1)!.date];
  const columns = ["open", "high", "low", "close", "volume", "adj_close"];
  return {
    name: `${symbol} daily bars`,
    digest: sha256.slice(0, DIGEST_LENGTH),
    sourceType: source,
    source: JSON.stringify({ detail, symbol, from, to, timeZone, sha256 }),
    schema: JSON.stringify({
      mlflow_colspec: columns.map((name) => ({ name, type: "double", required: true })),
    }),
    profile: JSON.stringify({ num_rows: bars.length, num_elements: bars.length * columns.length }),
    context: "training",
  };
}

/** Tags that say which user, command and commit made a run. */
export function sourceTags(
  command: string,
  git: { commit?: string; branch?: string },
): Record<string, string> {
  return {
    "mlflow.user": userInfo().username,
    "mlflow.source.name": `lstm-predict ${command}`,
    "mlflow.source.type": process.env.CI ? "JOB" : "LOCAL",
    ...(git.commit && { "mlflow.source.git.commit": git.commit }),
    ...(git.branch && { "mlflow.source.git.branch": git.branch }),
  };
}

/** The description of a run, which MLflow shows on its page and as a column. */
function noteOf(
  { from, to }: TrainedMetadata["data"],
  { test }: TrainedMetadata["scores"],
  promoted: boolean,
): string {
  const { mase } = test.model;
  const score = Number.isFinite(mase) ? `test MASE ${mase!.toFixed(4)}, ` : "";
  return `${score}bars ${from} to ${to}, ${promoted ? "became the champion" : "not promoted"}`;
}

/**
 * Tags that identify a saved bundle, its bars and its origin (absent: random weights), and tell it apart in MLflow's table of runs.
 *
 * @param settings what the run's name begins with
 */
export function bundleTags(
  { version, weightsSha256, data, target, kernel, origin, scores }: TrainedMetadata,
  settings: string,
  promoted: boolean,
): Record<string, string> {
  return {
    "mlflow.runName": `${settings}, ${version}`,
    "mlflow.note.content": noteOf(data, scores, promoted),
    bundle: version,
    settings,
    promoted: promoted ? "yes" : "no",
    target,
    ...(kernel && { kernel }),
    ...(origin && { origin: origin.version, "origin.weights.sha256": origin.weightsSha256 }),
    "weights.sha256": weightsSha256,
    "data.source": data.source,
    "data.sha256": data.sha256,
    "data.from": data.from,
    "data.to": data.to,
    ...(data.warning && { "data.warning": data.warning }),
  };
}
