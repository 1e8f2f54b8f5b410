import type { RunStatus } from "mlflow-js-client";

/** One tracked training, read from a server or a spool. */
export interface TrainingRun {
  /** Run id on the server, or name in the spool. */
  id: string;
  /** Version of its bundle once it is saved; before, target and seed. */
  name: string;
  symbol: string;
  status: RunStatus;
  /** ISO 8601, UTC. */
  startedAt: string;
  params: Record<string, string>;
  tags: Record<string, string>;
  /** Last value of each metric. */
  metrics: Record<string, number>;
  /** Reads all values of one metric, by step. */
  curve(metric: string): Promise<CurvePoint[]>;
}

/** Value of a metric at a step (epoch). */
export interface CurvePoint {
  step: number;
  value: number;
}

/** Tag that distinguishes trainings from other runs. */
export const TRAINING = { tag: "mlflow.source.name", value: "lstm-predict train" } as const;
