import type { ModelConfig } from "@lstm-predict/model";
import type { BarsRef } from "../bars-ref.ts";
import type { PrunedItem } from "../prune/pruned-item.ts";
import type { StageTime } from "../stages.ts";

/** What to do for a symbol. */
export type Plan = { symbol: string } & (
  | ({ todo: "train" } & Work)
  /** Publish a version that an earlier run saved but the gate has not judged. */
  | ({ todo: "publish"; version: string } & Work)
  | { todo: "nothing"; result: Result }
);

interface Work {
  bars: BarsRef;
  config: ModelConfig;
  /** Why there is something to do, for the user. */
  why: string;
  /** Sessions that no version of this configuration was trained on. */
  newSessions: number;
}

/** Retrains one symbol according to its plan. */
export interface RetrainJob {
  kind: "retrain";
  plan: Plan & { todo: "train" | "publish" };
  /** Days of the backtest; 0: no backtest. */
  backtestDays: number;
  /** Whether networks begin from random weights even where they may go on from trained ones. */
  fromScratch?: boolean | undefined;
  /** Whether to draw the report; otherwise `pnpm report` draws it when somebody looks. */
  report?: boolean | undefined;
  /** The claim of the process that started the job: nothing is published without it. */
  claim?: string | undefined;
}

/**
 * Outcome of a symbol. Only "failed" needs the user; after "no new data" (a temporary error) the next run catches up. Without
 * new bars for some sessions, "no new data" and "up to date" become "failed".
 */
export type Outcome =
  | "promoted"
  | "refused"
  | "up to date"
  | "no new data"
  | "busy"
  | "failed"
  | "planned"
  | "cancelled";

/** Result of a symbol. */
export interface Result {
  symbol: string;
  outcome: Outcome;
  /** Why, for the user. */
  reason: string;
  /** Sessions that no version of this configuration was trained on. */
  newSessions?: number;
  /** Sessions that are over and have no bars, if these are too many. */
  missedSessions?: number;
  /** Last session of the bars, YYYY-MM-DD. */
  to?: string;
  version?: string;
  /** MASE of the version on its test span. */
  mase?: number;
  backtest?: RecentBacktest;
  /** The version from whose weights the training went on; absent: from random weights. */
  origin?: string;
  seconds?: number;
  /** What was deleted afterwards, if that was asked for. */
  pruned?: PrunedItem[];
  /** Computing of the process of the job on all cores, the sum of its stages. */
  cpuSeconds?: number;
  /** In their order: start of the process, plan, bars, fit, evaluate, backtest-fit, backtest-evaluate, save, gate, tracking. */
  stages?: Record<string, StageTime>;
  error?: { code: string; message: string };
  /** Whether Yahoo has limited the requests: whoever asks it next should wait. */
  limited?: boolean;
  /** Messages for the user, such as where MLflow has the run. */
  notes?: string[];
}

/** Scores on the recent days, forecast by a network fitted before them. */
export interface RecentBacktest {
  from: string;
  to: string;
  days: number;
  mase: number;
  /** Coverage of the 90 % intervals, 0 to 1. */
  coverage90: number;
  /** Interval score of the 90 % intervals over that of HAR. */
  winklerToHar: number;
}
