import type { Api } from "./api.ts";
import { type Batch, type MetricInput, splitBatch } from "./batches.ts";
import type { ViewType } from "./experiments.ts";
import { LIMITS } from "./limits.ts";
import { pages } from "./pages.ts";
import {
  type DatasetInput,
  fromWireMetric,
  fromWireRun,
  type Metric,
  type Run,
  type RunInfo,
  type RunStatus,
  toWireDataset,
  type WireMetric,
  type WireRun,
} from "./run-types.ts";
import { toPairs } from "./wire.ts";

/** MLflow's runs. All methods throw MlflowError. */
export class Runs {
  readonly #api: Api;

  constructor(api: Api) {
    this.#api = api;
  }

  /** Starts a run. `startTime` is in milliseconds since 1970 and defaults to now. */
  async create(run: {
    experimentId: string;
    runName?: string | undefined;
    startTime?: number | undefined;
    tags?: Readonly<Record<string, string>> | undefined;
  }): Promise<Run> {
    const fields = { startTime: Date.now(), ...run, tags: toPairs(run.tags) };
    return fromWireRun((await this.#api.create<{ run: WireRun }>("/runs/create", fields)).run);
  }

  async get(runId: string): Promise<Run> {
    return fromWireRun((await this.#api.get<{ run: WireRun }>("/runs/get", { runId })).run);
  }

  /** Changes the given fields. To end a run, pass `{ status: "FINISHED", endTime: Date.now() }`. */
  async update(
    runId: string,
    change: { status?: RunStatus; endTime?: number; runName?: string },
  ): Promise<RunInfo> {
    return (await this.#api.post<{ runInfo: RunInfo }>("/runs/update", { runId, ...change })).runInfo;
  }

  async delete(runId: string): Promise<void> {
    await this.#api.post("/runs/delete", { runId });
  }

  async restore(runId: string): Promise<void> {
    await this.#api.post("/runs/restore", { runId });
  }

  /** All runs that match, page by page; `filter` as in MLflow, such as `metrics.r2 > 0.9`. */
  search(query: {
    experimentIds: readonly string[];
    filter?: string;
    orderBy?: readonly string[];
    runViewType?: ViewType;
    /** Runs per request. */
    pageSize?: number;
  }): AsyncGenerator<Run> {
    const { pageSize: maxResults = LIMITS.searchPage, ...fields } = query;
    return pages(async (pageToken) => {
      const response = await this.#api.post<{ runs?: WireRun[]; nextPageToken?: string }>("/runs/search", {
        ...fields,
        maxResults,
        pageToken,
      });
      return { items: (response.runs ?? []).map(fromWireRun), next: response.nextPageToken };
    });
  }

  logMetric(runId: string, metric: MetricInput): Promise<void> {
    return this.logBatch(runId, { metrics: [metric] });
  }

  /** Logs a param. Logging it again with the same value does nothing; with another value it throws `invalid`. */
  logParam(runId: string, key: string, value: string): Promise<void> {
    return this.logBatch(runId, { params: { [key]: value } });
  }

  setTag(runId: string, key: string, value: string): Promise<void> {
    return this.logBatch(runId, { tags: { [key]: value } });
  }

  async deleteTag(runId: string, key: string): Promise<void> {
    await this.#api.post("/runs/delete-tag", { runId, key });
  }

  /**
   * Logs any number of metrics, params and tags, in as few requests as MLflow's limits allow.
   *
   * @throws MlflowError `bad_value` before the first request if an item is not legal
   */
  async logBatch(runId: string, batch: Batch): Promise<void> {
    for (const body of splitBatch(batch)) await this.#api.post("/runs/log-batch", { runId, ...body });
  }

  /** All values of one metric, in the server's order; empty for an unknown metric. */
  metricHistory(
    runId: string,
    metricKey: string,
    pageSize: number = LIMITS.historyPage,
  ): AsyncGenerator<Metric> {
    return pages(async (pageToken) => {
      const query = { runId, metricKey, maxResults: pageSize, pageToken };
      const response = await this.#api.get<{ metrics?: WireMetric[]; nextPageToken?: string }>(
        "/metrics/get-history",
        query,
      );
      return { items: (response.metrics ?? []).map(fromWireMetric), next: response.nextPageToken };
    });
  }

  /** Records the datasets that a run used. Recording one again changes nothing. */
  async logInputs(runId: string, datasets: readonly DatasetInput[]): Promise<void> {
    await this.#api.post("/runs/log-inputs", { runId, datasets: datasets.map(toWireDataset) });
  }

  /** Links logged models to the run that created them; throws `invalid` if one is linked already. */
  async logOutputs(runId: string, models: readonly { modelId: string; step: number }[]): Promise<void> {
    await this.#api.create("/runs/outputs", { runId, models });
  }
}
