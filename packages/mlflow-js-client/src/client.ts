import { Api } from "./api.ts";
import { Artifacts } from "./artifacts.ts";
import type { ClientOptions } from "./client-options.ts";
import { Experiments } from "./experiments.ts";
import { LoggedModels } from "./logged-models.ts";
import { resolveOptions } from "./options.ts";
import { readJsonText } from "./read-answer.ts";
import { ModelRegistry } from "./registry.ts";
import { Runs } from "./runs.ts";

/**
 * A client of one MLflow server. Options that are not given come from MLflow's environment variables.
 *
 * @throws MlflowError `bad_option` if there is no legal tracking URI or another option is not legal
 *
 * @example
 * const client = new MlflowClient({ trackingUri: "http://127.0.0.1:5000" });
 * const experimentId = await client.experiments.getOrCreate({ name: "AAPL" });
 * const { info } = await client.runs.create({ experimentId, runName: "first" });
 * await client.runs.logBatch(info.runId, { metrics: [{ key: "loss", value: 0.1, step: 1 }] });
 */
export class MlflowClient {
  /** The server's address. */
  readonly trackingUri: string;
  readonly experiments: Experiments;
  readonly runs: Runs;
  readonly artifacts: Artifacts;
  readonly loggedModels: LoggedModels;
  readonly registry: ModelRegistry;
  readonly #apis: Api[];

  /** @param signal cancels all running requests when it aborts; they throw `aborted` */
  constructor(options: Partial<ClientOptions> = {}, signal?: AbortSignal) {
    const resolved = resolveOptions(options);
    const api = new Api(resolved.trackingUri, resolved, signal);
    const registryApi = resolved.registryUri ? new Api(resolved.registryUri, resolved, signal) : api;
    this.#apis = [api, registryApi];
    this.trackingUri = api.base;
    this.experiments = new Experiments(api);
    this.runs = new Runs(api);
    this.artifacts = new Artifacts(api, resolved.artifactStores);
    this.loggedModels = new LoggedModels(api);
    this.registry = new ModelRegistry(registryApi);
  }

  /** The server's version, such as `3.17.2`: the cheapest request to check that the server answers. */
  async serverVersion(): Promise<string> {
    return (await this.#apis[0]!.send({ method: "GET", path: "/version" }, readJsonText)).trim();
  }

  /** The address of the run's page in MLflow. */
  runUrl(experimentId: string, runId: string): string {
    return `${this.trackingUri}/#/experiments/${experimentId}/runs/${runId}`;
  }

  /** Closes idle connections. */
  close(): void {
    for (const api of this.#apis) api.close();
  }
}
