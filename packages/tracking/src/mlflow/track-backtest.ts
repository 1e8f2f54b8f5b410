import type { BacktestScores, BacktestSummary, FoldDone, ValueSummary } from "@lstm-predict/backtest";
import { Interrupted } from "@lstm-predict/checks";
import { scoreRange } from "@lstm-predict/evaluation";
import type { ModelConfig } from "@lstm-predict/model";
import type { TrackedRun, Tracker } from "mlflow-js-client/spool";
import type { TrackingOptions } from "../observer.ts";
import { defined, paramsOf, sourceTags, splitScores } from "./describe.ts";
import { closeTracker, openTracker } from "./open-tracker.ts";
import { backtestName } from "./run-name.ts";

const EXPERIMENT = {
  name: "backtests",
  tags: {
    "mlflow.experimentKind": "custom_model_development",
    "mlflow.experiment.primaryMetric.name": "mase",
    "mlflow.experiment.primaryMetric.greaterIsBetter": "False",
  },
};

/** What a backtest computes, to be logged as params. */
export interface BacktestPlan {
  symbols: readonly string[];
  config: ModelConfig;
  seeds: number;
  folds: { folds: number; refitEvery: number; trainWindows?: number | undefined };
  warmStart: boolean;
  /** Horizons after the next session; absent: none. */
  horizons?: readonly number[] | undefined;
}

/** Tracks a backtest in MLflow: a run with a child run for each fold. */
export class TrackedBacktest {
  readonly #tracker: Tracker;
  readonly #mlrunsDir: string;
  readonly #run: TrackedRun;
  readonly #tags: Record<string, string>;

  private constructor(tracker: Tracker, mlrunsDir: string, run: TrackedRun, tags: Record<string, string>) {
    this.#tracker = tracker;
    this.#mlrunsDir = mlrunsDir;
    this.#run = run;
    this.#tags = tags;
  }

  /** Starts the run. */
  static start(options: TrackingOptions, plan: BacktestPlan): TrackedBacktest {
    const tracker = openTracker(options);
    const tags = sourceTags("backtest", options.git);
    const symbols = plan.symbols.join(" ");
    const run = tracker.startRun({
      experiment: EXPERIMENT,
      runName: backtestName(plan.symbols, plan.folds.folds, plan.config),
      tags,
    });
    const { folds, refitEvery, trainWindows = "all" } = plan.folds;
    const { horizons = [] } = plan;
    run.logParams({
      ...paramsOf(symbols, plan.config),
      folds,
      refitEvery,
      trainWindows,
      seeds: plan.seeds,
      warmStart: plan.warmStart,
      horizons: [1, ...horizons].join(" "),
    });
    return new TrackedBacktest(tracker, options.mlrunsDir, run, tags);
  }

  /** Logs a finished fold as a child run. */
  onFold({ symbol, seed, number, forecasts }: FoldDone): void {
    const child = this.#tracker.startRun({
      experiment: EXPERIMENT,
      parent: this.#run,
      tags: this.#tags,
      runName: `${symbol}, seed ${seed}, fold ${number}`,
    });
    const { dates } = forecasts;
    child.logParams({ symbol, seed, fold: number, from: dates[0]!, to: dates.at(-1)! });
    const scores = splitScores(scoreRange(forecasts, { from: 0, to: dates.length }));
    child.logMetrics(scores);
    child.end();
  }

  /** Logs the means over all symbols, the value if it was asked for, and the CSV files of the forecasts; ends the run. */
  finish({ later = [], ...next }: BacktestSummary, files: readonly string[], value?: ValueSummary): void {
    this.#run.logMetrics(summaryMetrics(next));
    for (const { horizon, ...summary } of later)
      this.#run.logMetrics(summaryMetrics(summary, `h${horizon}/`));
    if (value) this.#run.logMetrics(valueMetrics(value));
    for (const file of files) this.#run.logArtifact(file, "forecasts");
    this.#run.end();
  }

  /** Ends the run as failed, or killed if interrupted. */
  fail(error: unknown): void {
    this.#run.end(error instanceof Interrupted ? "KILLED" : "FAILED");
  }

  /** Waits briefly for the server; returns one line for the user on where the run is. */
  close(): Promise<string> {
    return closeTracker(this.#tracker, this.#mlrunsDir);
  }
}

const NAMES: Record<keyof BacktestScores, string> = {
  mase: "mase",
  coverage: "coverage_90",
  qlike: "qlike",
  crpsToHar: "crps_to_har",
  winklerToConstant: "winkler_90_to_constant",
  winklerToHar: "winkler_90_to_har",
};

/** The means over all symbols and the p values of the panel, "mase" of the next session and "h5/mase" of a later one. */
function summaryMetrics({ overall, panel }: BacktestSummary, prefix = ""): Record<string, number> {
  const { model } = overall;
  const metrics = {
    ...Object.fromEntries(
      Object.entries(NAMES).map(([key, name]) => [name, model![key as keyof BacktestScores]]),
    ),
    diebold_p: panel.absoluteErrorToNaive.pValue,
    diebold_p_to_har: panel.winklerToHar?.pValue,
    diebold_p_to_constant: panel.winklerToConstant?.pValue,
    diebold_p_to_zero_shot: panel.winklerToZeroShot?.pValue,
  };
  return defined(
    Object.fromEntries(Object.entries(metrics).map(([name, metric]) => [`${prefix}${name}`, metric])),
  );
}

/** What all symbols with equal weights are worth, by strategy: "value/targetModel/sharpe". */
function valueMetrics({ overall }: ValueSummary): Record<string, number> {
  const metrics = Object.entries(overall.strategies).flatMap(
    ([name, { sharpe, turnover, maxDrawdown, volatilityScatter }]) => [
      [`value/${name}/sharpe`, sharpe] as const,
      [`value/${name}/turnover`, turnover] as const,
      [`value/${name}/max_drawdown`, maxDrawdown] as const,
      [`value/${name}/volatility_scatter`, volatilityScatter] as const,
    ],
  );
  return defined(Object.fromEntries(metrics));
}
