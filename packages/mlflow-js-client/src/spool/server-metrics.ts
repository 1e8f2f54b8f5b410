import type { MetricInput } from "../batches.ts";
import type { MlflowClient } from "../client.ts";

/** The metrics that a run had on the server at one moment; each history is read when its key is first asked for. */
export class KnownMetrics {
  readonly #client: MlflowClient;
  readonly #runId: string;
  readonly #histories = new Map<string, Set<string>>();

  constructor(client: MlflowClient, runId: string) {
    this.#client = client;
    this.#runId = runId;
  }

  /** The metrics that the server does not have. */
  async without(metrics: readonly MetricInput[]): Promise<MetricInput[]> {
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

/** Infinities come back from a database as the largest double. */
function identity({ step = 0, timestamp, value }: MetricInput): string {
  const kept = Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, value)) + 0;
  return `${step} ${timestamp} ${kept}`;
}
