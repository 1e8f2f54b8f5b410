import type { MetricInput } from "../batches.ts";
import type { MlflowClient } from "../client.ts";

/** A snapshot of a run's metrics on the server. The history of a key is read when the key is first needed. */
export class ServerMetrics {
  readonly #client: MlflowClient;
  readonly #runId: string;
  readonly #histories = new Map<string, Set<string>>();

  constructor(client: MlflowClient, runId: string) {
    this.#client = client;
    this.#runId = runId;
  }

  /** Returns those of `metrics` that the server does not have. */
  async missing(metrics: readonly MetricInput[]): Promise<MetricInput[]> {
    const missing: MetricInput[] = [];
    for (const metric of metrics) {
      const history = this.#histories.get(metric.key) ?? (await this.#read(metric.key));
      if (!history.has(identity(metric))) missing.push(metric);
    }
    return missing;
  }

  async #read(key: string): Promise<Set<string>> {
    const history = new Set<string>();
    for await (const metric of this.#client.runs.metricHistory(this.#runId, key))
      history.add(identity(metric));
    this.#histories.set(key, history);
    return history;
  }
}

/** A string that is equal for equal metrics of one key. Databases return infinities as the largest double. */
function identity({ step = 0, timestamp, value }: MetricInput): string {
  const stored = Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, value)) + 0;
  return `${step} ${timestamp} ${stored}`;
}
