import type { Api } from "./api.ts";
import { pages } from "./pages.ts";
import { type KeyValue, toPairs, toRecord } from "./wire.ts";

export type LoggedModelStatus = "LOGGED_MODEL_PENDING" | "LOGGED_MODEL_READY" | "LOGGED_MODEL_UPLOAD_FAILED";

export interface LoggedModel {
  modelId: string;
  experimentId: string;
  name: string;
  modelType: string;
  sourceRunId?: string;
  /** The root of its files, for `client.artifacts`. */
  artifactUri: string;
  status: LoggedModelStatus;
  creationTimestampMs: number;
  params: Record<string, string>;
  tags: Record<string, string>;
}

interface WireModel {
  info: Omit<LoggedModel, "params" | "tags"> & { tags?: KeyValue[] };
  data?: { params?: KeyValue[] };
}

/**
 * MLflow's logged models: models with files, outside the registry. Create one, upload its files through
 * `client.artifacts`, then finalize it.
 */
export class LoggedModels {
  readonly #api: Api;

  constructor(api: Api) {
    this.#api = api;
  }

  /** Creates a pending model. The name must not contain `/ : . % " '`. */
  async create(model: {
    experimentId: string;
    name: string;
    modelType?: string | undefined;
    sourceRunId?: string | undefined;
    params?: Readonly<Record<string, string>> | undefined;
    tags?: Readonly<Record<string, string>> | undefined;
  }): Promise<LoggedModel> {
    const fields = { ...model, params: toPairs(model.params), tags: toPairs(model.tags) };
    return fromWireModel((await this.#api.create<{ model: WireModel }>("/logged-models", fields)).model);
  }

  async get(modelId: string): Promise<LoggedModel> {
    return fromWireModel((await this.#api.get<{ model: WireModel }>(pathOf(modelId))).model);
  }

  /** Marks the model as ready (all files are uploaded) or failed. */
  async finalize(modelId: string, status: LoggedModelStatus = "LOGGED_MODEL_READY"): Promise<LoggedModel> {
    return fromWireModel(
      (await this.#api.patch<{ model: WireModel }>(pathOf(modelId), { modelId, status })).model,
    );
  }

  search(query: { experimentIds: readonly string[]; filter?: string }): AsyncGenerator<LoggedModel> {
    return pages(async (pageToken) => {
      const response = await this.#api.post<{ models?: WireModel[]; nextPageToken?: string }>(
        "/logged-models/search",
        { ...query, pageToken },
      );
      return { items: (response.models ?? []).map(fromWireModel), next: response.nextPageToken };
    });
  }

  async setTags(modelId: string, tags: Readonly<Record<string, string>>): Promise<void> {
    await this.#api.patch(`${pathOf(modelId)}/tags`, { modelId, tags: toPairs(tags) });
  }

  async delete(modelId: string): Promise<void> {
    await this.#api.delete(pathOf(modelId), { modelId });
  }
}

const pathOf = (modelId: string) => `/logged-models/${encodeURIComponent(modelId)}`;

function fromWireModel({ info, data }: WireModel): LoggedModel {
  return { ...info, params: toRecord(data?.params), tags: toRecord(info.tags) };
}
