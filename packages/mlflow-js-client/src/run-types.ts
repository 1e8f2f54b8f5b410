import type { LifecycleStage } from "./experiments.ts";
import { type KeyValue, numberFromWire, toPairs, toRecord } from "./wire.ts";

export type RunStatus = "RUNNING" | "SCHEDULED" | "FINISHED" | "FAILED" | "KILLED";

export interface RunInfo {
  runId: string;
  experimentId: string;
  runName: string;
  status: RunStatus;
  /** Milliseconds since 1970. */
  startTime: number;
  /** Milliseconds since 1970; absent while the run goes on. */
  endTime?: number;
  artifactUri: string;
  lifecycleStage: LifecycleStage;
}

export interface Metric {
  key: string;
  /** MLflow's databases store infinities as the largest double, `±Number.MAX_VALUE`. */
  value: number;
  /** Milliseconds since 1970. */
  timestamp: number;
  step: number;
}

export interface RunInput extends DatasetInput {
  tags: Record<string, string>;
}

export interface Run {
  info: RunInfo;
  /** The latest value of each metric, by its name. */
  metrics: Record<string, Metric>;
  params: Record<string, string>;
  tags: Record<string, string>;
  datasets: RunInput[];
  /** Logged models that the run created. */
  outputs: { modelId: string; step: number }[];
}

/** A dataset that a run used. */
export interface DatasetInput {
  name: string;
  /** At most 36 characters, such as the start of a SHA-256. */
  digest: string;
  /** For example `local`, `http` or `code`. */
  sourceType: string;
  /** Where it comes from, in a format that depends on the type; often JSON. */
  source: string;
  /** JSON, such as `{"mlflow_colspec": [...]}`. */
  schema?: string | undefined;
  /** JSON, such as `{"num_rows": 1000}`. */
  profile?: string | undefined;
  /** What the run used it for: `training`, `validation` or `test`; MLflow shows it in its Datasets column. */
  context?: string | undefined;
  tags?: Readonly<Record<string, string>> | undefined;
}

export type WireMetric = Omit<Metric, "value" | "step"> & { value: number | string; step?: number };

export interface WireRun {
  info: RunInfo;
  data?: { metrics?: WireMetric[]; params?: KeyValue[]; tags?: KeyValue[] };
  inputs?: { datasetInputs?: { dataset: DatasetInput; tags?: KeyValue[] }[] };
  outputs?: { modelOutputs?: { modelId: string; step?: number }[] };
}

const CONTEXT_TAG = "mlflow.data.context";

/** @throws TypeError if it has not the form of a run */
export function fromWireRun({ info, data, inputs, outputs }: WireRun): Run {
  if (typeof info.runId !== "string") throw new TypeError("a run has no id");
  const metrics = (data?.metrics ?? []).map((metric) => [metric.key, fromWireMetric(metric)] as const);
  return {
    info,
    metrics: Object.fromEntries(metrics),
    params: toRecord(data?.params),
    tags: toRecord(data?.tags),
    datasets: (inputs?.datasetInputs ?? []).map((input) => {
      const tags = toRecord(input.tags);
      return { ...input.dataset, tags, ...(tags[CONTEXT_TAG] ? { context: tags[CONTEXT_TAG] } : {}) };
    }),
    outputs: (outputs?.modelOutputs ?? []).map(({ modelId, step }) => ({ modelId, step: step ?? 0 })),
  };
}

export function fromWireMetric({ key, value, timestamp, step }: WireMetric): Metric {
  return { key, value: numberFromWire(value), timestamp, step: step ?? 0 };
}

export function toWireDataset({ context, tags, ...dataset }: DatasetInput) {
  return { dataset, tags: toPairs({ ...tags, ...(context ? { [CONTEXT_TAG]: context } : {}) }) };
}
