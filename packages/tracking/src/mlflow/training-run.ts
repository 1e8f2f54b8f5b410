import type { RunStatus } from "mlflow-js-client";

/** One training as it was tracked, wherever that is kept. */
export interface TrainingRun {
  /** Its run id on the server, or its name in the spool. */
  id: string;
  /** The version of its bundle, once there is one. */
  name: string;
  symbol: string;
  status: RunStatus;
  /** ISO 8601, UTC. */
  startedAt: string;
  params: Record<string, string>;
  tags: Record<string, string>;
  /** The last value of every metric. */
  metrics: Record<string, number>;
  /** Every value of one metric by its step, read when it is asked for. */
  curve(metric: string): Promise<CurvePoint[]>;
}

export interface CurvePoint {
  step: number;
  value: number;
}

/** The run's tag that tells trainings from backtests and from what others log. */
export const TRAINING = { tag: "mlflow.source.name", value: "lstm-predict train" } as const;
