import type { BarSeries } from "@lstm-predict/market-data";
import type { ModelConfig } from "@lstm-predict/model";

/** What a symbol needs, found out before anything is trained. */
export type Plan = { symbol: string } & (
  | ({ todo: "train" } & Work)
  /** A run before was ended after it saved this version. */
  | ({ todo: "publish"; version: string } & Work)
  | { todo: "nothing"; result: Result }
);

interface Work {
  series: BarSeries;
  config: ModelConfig;
  /** Why there is something to do, in words. */
  why: string;
  newSessions: number;
}

/** What a process of its own is to do. */
export interface Task {
  plan: Plan & { todo: "train" | "publish" };
  modelsDir: string;
  dataDir: string;
  /** Days of the backtest; 0: none. */
  backtestDays: number;
  track: boolean;
}

/**
 * How a symbol came out. Only "failed" needs a person; what passes by itself is "no new data", and the next run catches up.
 */
export type Outcome = "promoted" | "refused" | "up to date" | "no new data" | "busy" | "failed" | "planned";

export interface Result {
  symbol: string;
  outcome: Outcome;
  /** Why, in words. */
  reason: string;
  /** Sessions that no version of this configuration was trained on. */
  newSessions?: number;
  /** Last session of the bars. */
  to?: string;
  version?: string;
  /** Of the version's test span. */
  mase?: number;
  backtest?: BacktestFigures;
  seconds?: number;
  error?: { code: string; message: string };
  /** Such as where MLflow has its run. */
  notes?: string[];
}

/** The recent span, forecast by a network that was fitted before it. */
export interface BacktestFigures {
  from: string;
  to: string;
  days: number;
  mase: number;
  coverage90: number;
  winklerToHar: number;
}
