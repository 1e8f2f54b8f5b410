import { checkKey, checkLength, checkMetric, LIMITS } from "./limits.ts";
import { type KeyValue, toPairs, toWire } from "./wire.ts";

/** A metric to log. */
export interface MetricInput {
  key: string;
  value: number;
  /** Milliseconds since 1970. Default: now. */
  timestamp?: number | undefined;
  /** Default: 0. */
  step?: number | undefined;
  modelId?: string | undefined;
  datasetName?: string | undefined;
  datasetDigest?: string | undefined;
}

/** Any number of metrics, params and tags to log to one run. */
export interface Batch {
  metrics?: readonly MetricInput[];
  params?: Readonly<Record<string, string>>;
  tags?: Readonly<Record<string, string>>;
}

/** The body of one `runs/log-batch`. */
export interface WireBatch {
  metrics: MetricInput[];
  params: KeyValue[];
  tags: KeyValue[];
}

/**
 * Splits a batch into requests within MLflow's limits.
 *
 * @throws MlflowError `bad_value` if any item is not legal
 */
export function splitBatch({ metrics = [], params = {}, tags = {} }: Batch): WireBatch[] {
  const now = Date.now();
  const points = metrics.map((metric) => ({
    ...metric,
    timestamp: metric.timestamp ?? now,
    step: metric.step ?? 0,
  }));
  for (const { key, value, timestamp, step } of points) checkMetric(key, value, timestamp, step);
  for (const [key, value] of Object.entries(params)) {
    checkKey(key, "param");
    checkLength(value, LIMITS.paramValue, `param ${key}`);
  }
  for (const [key, value] of Object.entries(tags)) {
    checkKey(key, "tag");
    checkLength(value, LIMITS.tagValue, `tag ${key}`);
  }
  const batches = new Batches();
  for (const param of toPairs(params)) batches.add("params", param, LIMITS.batchParams);
  for (const tag of toPairs(tags)) batches.add("tags", tag, LIMITS.batchTags);
  for (const point of points) batches.add("metrics", point, LIMITS.batchItems);
  return batches.all;
}

const UTF8 = new TextEncoder();

/** Fills one request after the other. */
class Batches {
  readonly all: WireBatch[] = [];
  #bytes = 0;

  /** Adds an item to the last request, or to a new one if that is full: it holds at most `limit` items of this kind. */
  add<K extends keyof WireBatch>(kind: K, item: WireBatch[K][number], limit: number): void {
    const bytes = UTF8.encode(JSON.stringify(toWire(item))).length + 1;
    let batch = this.all.at(-1);
    const full =
      !batch ||
      batch[kind].length >= limit ||
      batch.metrics.length + batch.params.length + batch.tags.length >= LIMITS.batchItems ||
      this.#bytes + bytes > LIMITS.batchBytes;
    if (full) {
      batch = { metrics: [], params: [], tags: [] };
      this.all.push(batch);
      this.#bytes = 0;
    }
    (batch![kind] as WireBatch[K][number][]).push(item);
    this.#bytes += bytes;
  }
}
