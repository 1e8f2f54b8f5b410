/** A response with an error. */
export class Refusal extends Error {
  readonly status: number;
  readonly errorCode: string;

  constructor(status: number, errorCode: string, message: string) {
    super(message);
    this.status = status;
    this.errorCode = errorCode;
  }
}

type Pair = { key: string; value: string };
// biome-ignore lint/suspicious/noExplicitAny: JSON of any shape; each route checks its fields
type Fields = Record<string, any>;
export interface StoredMetric {
  key: string;
  value: number | string;
  timestamp: number;
  step: number;
}
export interface StoredRun {
  info: Fields & { run_id: string; experiment_id: string; status: string; lifecycle_stage: string };
  metrics: StoredMetric[];
  params: Map<string, string>;
  tags: Map<string, string>;
  inputs: Fields[];
  outputs: Fields[];
}

const invalid = (message: string) => new Refusal(400, "INVALID_PARAMETER_VALUE", message);
const missing = (message: string) => new Refusal(404, "RESOURCE_DOES_NOT_EXIST", message);
const pairs = (map: Map<string, string>): Pair[] => [...map].map(([key, value]) => ({ key, value }));
const toMap = (list: Pair[] = []) => new Map(list.map(({ key, value }) => [key, value]));

/** The state of a stand-in for MLflow, with the rules of MLflow 3.17. It keeps duplicate metrics, so tests see them. */
export class StandInStore {
  readonly experiments = new Map<string, Fields>();
  readonly runs = new Map<string, StoredRun>();
  readonly models = new Map<string, Fields>();
  readonly registered = new Map<string, { aliases: Map<string, string>; versions: Fields[] }>();
  readonly files = new Map<string, Buffer>();
  artifactRoot = "mlflow-artifacts:/";
  /** Whether the server can write to `artifactRoot` if that is another store. */
  writesToRoot = false;
  #ids = 0;

  /** Processes `METHOD /path` and returns the response's fields; throws a Refusal. */
  answer(method: string, path: string, fields: Fields): Fields {
    const route = `${method} ${path.replace(/^\/logged-models\/m-\w+/, "/logged-models/ID")}`;
    const handler = this.#routes[route];
    if (!handler) throw new Refusal(404, "ENDPOINT_NOT_FOUND", `no ${route}`);
    return handler(fields, path) ?? {};
  }

  readonly #routes: Record<string, (fields: Fields, path: string) => Fields | undefined> = {
    "POST /experiments/create": ({ name, tags = [] }) => {
      if (!name) throw invalid("Missing value for required parameter 'name'");
      if ([...this.experiments.values()].some((e) => e.name === name)) {
        throw new Refusal(400, "RESOURCE_ALREADY_EXISTS", `Experiment '${name}' already exists.`);
      }
      const experiment_id = String(++this.#ids);
      this.experiments.set(experiment_id, { experiment_id, name, lifecycle_stage: "active", tags });
      return { experiment_id };
    },
    "GET /experiments/get-by-name": ({ experiment_name }) => {
      const experiment = [...this.experiments.values()].find((e) => e.name === experiment_name);
      if (!experiment) throw missing(`Could not find experiment with name '${experiment_name}'`);
      return { experiment };
    },
    "POST /experiments/search": ({ max_results, page_token }) => {
      const active = [...this.experiments.values()].filter((e) => e.lifecycle_stage === "active");
      return page("experiments", active, max_results, page_token);
    },
    "POST /experiments/delete": ({ experiment_id }) => {
      this.experiments.get(experiment_id)!.lifecycle_stage = "deleted";
      return {};
    },
    "POST /runs/create": ({ experiment_id, start_time, run_name, tags }) => {
      const experiment = this.experiments.get(experiment_id);
      if (!experiment) throw missing(`No Experiment with id=${experiment_id} exists`);
      const run_id = (++this.#ids).toString(16).padStart(32, "0");
      const info = {
        run_id,
        experiment_id,
        start_time,
        run_name,
        status: "RUNNING",
        lifecycle_stage: "active",
        artifact_uri: `${this.artifactRoot}${experiment_id}/${run_id}/artifacts`,
      };
      const run = { info, metrics: [], params: new Map(), tags: toMap(tags), inputs: [], outputs: [] };
      this.runs.set(run_id, run);
      return { run: this.#show(run) };
    },
    "GET /runs/get": ({ run_id }) => ({ run: this.#show(this.#run(run_id)) }),
    "POST /runs/update": ({ run_id, status, end_time, run_name }) => {
      const { info } = this.#active(run_id);
      if (status) info.status = status;
      if (end_time) info.end_time = end_time;
      if (run_name) info.run_name = run_name;
      return { run_info: info };
    },
    "POST /runs/delete": ({ run_id }) => this.#setStage(run_id, "deleted"),
    "POST /runs/restore": ({ run_id }) => this.#setStage(run_id, "active"),
    "POST /runs/delete-tag": ({ run_id, key }) => void this.#active(run_id).tags.delete(key),
    "POST /runs/search": ({ experiment_ids, filter, run_view_type, max_results, page_token }) => {
      const [, key, value] = /^tags\.`(.+)` = '(.+)'$/.exec(filter ?? "") ?? [];
      const all = [...this.runs.values()].filter(
        ({ info, tags }) =>
          experiment_ids.includes(info.experiment_id) &&
          (run_view_type === "ALL" || info.lifecycle_stage === "active") &&
          (key === undefined || tags.get(key) === value),
      );
      return page(
        "runs",
        all.map((run) => this.#show(run)),
        max_results,
        page_token,
      );
    },
    "POST /runs/log-batch": ({ run_id, metrics = [], params = [], tags = [] }) => {
      const run = this.#active(run_id);
      if (metrics.length > 1000 || params.length > 100 || tags.length > 100) throw invalid("too many items");
      if (metrics.length + params.length + tags.length > 1000) throw invalid("more than 1000 items");
      for (const { key } of [...metrics, ...params, ...tags]) checkKey(key);
      if (new Set(params.map(({ key }: Pair) => key)).size < params.length)
        throw invalid("Duplicate parameter keys");
      for (const { value, timestamp } of metrics) {
        if (value === null || value === undefined)
          throw invalid("Missing value for required parameter 'metrics'");
        if (timestamp === undefined) throw invalid("Missing value for required parameter 'timestamp'");
      }
      for (const { key, value } of params) {
        const old = run.params.get(key);
        if (old !== undefined && old !== value) throw invalid("Changing param values is not allowed.");
      }
      run.metrics.push(...metrics.map((metric: StoredMetric) => ({ ...metric, value: kept(metric.value) })));
      for (const { key, value } of params) run.params.set(key, value);
      for (const { key, value } of tags) {
        run.tags.set(key, value);
        if (key === "mlflow.runName") run.info.run_name = value;
      }
      return {};
    },
    "GET /metrics/get-history": ({ run_id, metric_key, max_results, page_token }) => {
      const { metrics } = this.#run(run_id);
      return page(
        "metrics",
        metrics.filter(({ key }) => key === metric_key),
        Number(max_results),
        page_token,
      );
    },
    "POST /runs/log-inputs": ({ run_id, datasets }) => {
      const { inputs } = this.#active(run_id);
      for (const input of datasets) {
        if (!inputs.some(({ dataset }) => dataset.digest === input.dataset.digest)) inputs.push(input);
      }
      return {};
    },
    "POST /runs/outputs": ({ run_id, models }) => {
      const { outputs } = this.#active(run_id);
      for (const model of models) {
        if (outputs.some(({ model_id }) => model_id === model.model_id)) {
          throw new Refusal(400, "BAD_REQUEST", "(sqlite3.IntegrityError) UNIQUE constraint failed");
        }
        outputs.push(model);
      }
      return {};
    },
    "POST /logged-models": ({ experiment_id, name, source_run_id, tags = [], params = [] }) => {
      if (/[/:.%"']/.test(name)) throw invalid(`Invalid model name '${name}'`);
      const model_id = `m-${++this.#ids}`;
      const info = {
        model_id,
        experiment_id,
        name,
        source_run_id,
        tags,
        status: "LOGGED_MODEL_PENDING",
        artifact_uri: `${this.artifactRoot}${experiment_id}/models/${model_id}/artifacts`,
      };
      this.models.set(model_id, { info, data: { params } });
      return { model: this.models.get(model_id) };
    },
    "PATCH /logged-models/ID": ({ model_id, status }) => {
      this.models.get(model_id)!.info.status = status;
      return { model: this.models.get(model_id) };
    },
    "DELETE /logged-models/ID": ({ model_id }) => void this.models.delete(model_id),
    "POST /logged-models/search": ({ filter }) => {
      const [, key, value] = /^tags\.`(.+)` = '(.+)'$/.exec(filter)!;
      return { models: [...this.models.values()].filter(({ info }) => toMap(info.tags).get(key!) === value) };
    },
    "POST /registered-models/create": ({ name }) => {
      if (this.registered.has(name)) {
        throw new Refusal(400, "RESOURCE_ALREADY_EXISTS", `Registered Model (name=${name}) already exists.`);
      }
      this.registered.set(name, { aliases: new Map(), versions: [] });
      return { registered_model: { name } };
    },
    "POST /model-versions/create": ({ name, ...rest }) => {
      const { versions } = this.registered.get(name)!;
      const version = String(versions.length + 1);
      versions.push({ name, version, creation_timestamp: Date.now(), status: "READY", ...rest });
      return { model_version: versions.at(-1)! };
    },
    "GET /model-versions/search": ({ filter }) => {
      const [, name, runId] = /^name='(.+?)'(?: and run_id='(.+)')?$/.exec(filter)!;
      const versions = this.registered.get(name!)?.versions ?? [];
      return { model_versions: versions.filter(({ run_id }) => runId === undefined || run_id === runId) };
    },
    "POST /registered-models/alias": ({ name, alias, version }) =>
      void this.registered.get(name)!.aliases.set(alias, version),
    "GET /registered-models/alias": ({ name, alias }) => {
      const model = this.registered.get(name);
      if (!model) throw missing(`Registered Model with name=${name} not found`);
      const version = model.aliases.get(alias);
      if (!version) throw invalid(`Registered model alias ${alias} not found.`);
      return { model_version: model.versions[Number(version) - 1] };
    },
  };

  /** Writes a file of a run as the server does on behalf of a client. */
  upload(runId: string, path: string, body: Buffer): void {
    const { info } = this.#run(runId);
    if (!this.writesToRoot) throw new Refusal(500, "INTERNAL_ERROR", "Unable to locate credentials");
    if (body.length === 0) throw invalid("Request must specify data.");
    if (body.length > 10 * 1024 * 1024) throw invalid("Artifact size is too large. Max size is 10MB.");
    this.files.set(`${info.artifact_uri}/${path}`, body);
  }

  #run(runId: string): StoredRun {
    const run = this.runs.get(runId);
    if (!run) throw missing(`Run with id=${runId} not found`);
    return run;
  }

  #setStage(runId: string, stage: string): Fields {
    this.#run(runId).info.lifecycle_stage = stage;
    return {};
  }

  #active(runId: string): StoredRun {
    const run = this.#run(runId);
    if (run.info.lifecycle_stage === "active") return run;
    throw invalid(`The run ${runId} must be in the 'active' state. Current state is deleted.`);
  }

  #show({ info, metrics, params, tags, inputs, outputs }: StoredRun): Fields {
    const latest = new Map(metrics.map((metric) => [metric.key, metric]));
    return {
      info,
      data: { metrics: [...latest.values()], params: pairs(params), tags: pairs(tags) },
      inputs: { dataset_inputs: inputs },
      outputs: { model_outputs: outputs },
    };
  }
}

function checkKey(key: string): void {
  const legal = /^[\p{L}\p{N}_\-. :/]{1,250}$/u.test(key);
  if (!legal || key.split("/").some((part) => ["", ".", ".."].includes(part))) {
    throw invalid(`Invalid value "${key}" for parameter`);
  }
}

/** MLflow's databases store infinities as the largest double. */
function kept(value: number | string): number | string {
  if (value === "NaN") return value;
  return Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, Number(value)));
}

/** One page of a list. Like MLflow, it leaves out an empty list. */
function page(name: string, all: unknown[], size = 1000, token = "0"): Fields {
  const end = Number(token) + size;
  const items = all.slice(Number(token), end);
  return {
    ...(items.length > 0 ? { [name]: items } : {}),
    ...(end < all.length ? { next_page_token: String(end) } : {}),
  };
}
