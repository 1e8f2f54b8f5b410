import type { ModelConfig } from "@lstm-predict/model";
import type { BarsRef } from "../bars-ref.ts";

/** What a symbol needs, found out before anything is trained. */
export type Plan = { symbol: string } & (
  | ({ todo: "train" } & Work)
  /** An earlier run saved this version and ended before the gate judged it. */
  | ({ todo: "publish"; version: string } & Work)
  | { todo: "nothing"; result: Result }
);

interface Work {
  bars: BarsRef;
  config: ModelConfig;
  /** Why there is something to do, in words. */
  why: string;
  newSessions: number;
}

/** Backtests, trains, publishes and challenges one symbol as its plan says. */
export interface RetrainJob {
  kind: "retrain";
  plan: Plan & { todo: "train" | "publish" };
  /** Days of the backtest; 0: none. */
  backtestDays: number;
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
  backtest?: RecentBacktest;
  seconds?: number;
  error?: { code: string; message: string };
  /** Such as where MLflow has its run. */
  notes?: string[];
}

/** The recent span, forecast by a network that was fitted before it. */
export interface RecentBacktest {
  from: string;
  to: string;
  days: number;
  mase: number;
  coverage90: number;
  winklerToHar: number;
}
