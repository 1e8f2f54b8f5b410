import { text } from "node:stream/consumers";
import { Api } from "./api.ts";
import { Artifacts } from "./artifacts.ts";
import { Experiments } from "./experiments.ts";
import { LoggedModels } from "./logged-models.ts";
import { type ClientOptions, resolveOptions } from "./options.ts";
import { ModelRegistry } from "./registry.ts";
import { Runs } from "./runs.ts";

/**
 * A client of one MLflow server. What `options` leaves open comes from MLflow's environment variables.
 *
 * @throws MlflowError `bad_option` when there is no usable tracking URI or an option is wrong
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

  /** `signal` gives up whatever is on its way when it aborts. */
  constructor(options: Partial<ClientOptions> = {}, signal?: AbortSignal) {
    const resolved = resolveOptions(options);
    const api = new Api(resolved.trackingUri, resolved, signal);
    const registryApi = resolved.registryUri ? new Api(resolved.registryUri, resolved, signal) : api;
    this.#apis = [api, registryApi];
    this.trackingUri = api.base;
    this.experiments = new Experiments(api);
    this.runs = new Runs(api);
    this.artifacts = new Artifacts(api);
    this.loggedModels = new LoggedModels(api);
    this.registry = new ModelRegistry(registryApi);
  }

  /** The server's version, such as `3.17.2`; the cheapest way to see whether it is there. */
  async serverVersion(): Promise<string> {
    return (await this.#apis[0]!.send({ method: "GET", path: "/version" }, text)).trim();
  }

  /** Where a person sees the run. */
  runUrl(experimentId: string, runId: string): string {
    return `${this.trackingUri}/#/experiments/${experimentId}/runs/${runId}`;
  }

  /** Closes idle connections. */
  close(): void {
    for (const api of this.#apis) api.close();
  }
}
