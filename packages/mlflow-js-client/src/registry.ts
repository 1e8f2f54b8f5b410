import type { Api } from "./api.ts";
import { hasCode } from "./errors.ts";
import { pages } from "./pages.ts";
import { type KeyValue, toPairs, toRecord } from "./wire.ts";

export interface ModelVersion {
  name: string;
  version: string;
  /** Milliseconds since 1970. */
  creationTimestamp: number;
  /** Where its files are, such as `models:/<modelId>`. */
  source: string;
  runId?: string;
  status: string;
  description: string;
  aliases: string[];
  tags: Record<string, string>;
}

export interface RegisteredModel {
  name: string;
  /** Milliseconds since 1970. */
  creationTimestamp: number;
  description: string;
  /** The version that each alias points to. */
  aliases: Record<string, string>;
  tags: Record<string, string>;
}

type WireVersion = Omit<ModelVersion, "aliases" | "tags" | "description"> & {
  description?: string;
  aliases?: string[];
  tags?: KeyValue[];
};
type WireRegistered = Omit<RegisteredModel, "aliases" | "tags" | "description"> & {
  description?: string;
  aliases?: { alias: string; version: string }[];
  tags?: KeyValue[];
};
type Tags = Readonly<Record<string, string>> | undefined;

/** MLflow's model registry: registered models, their versions, and aliases of versions. */
export class ModelRegistry {
  readonly #api: Api;

  constructor(api: Api) {
    this.#api = api;
  }

  /** Creates a registered model; throws `already_exists` if there is one with the name. */
  async createModel(model: { name: string; description?: string | undefined; tags?: Tags }): Promise<void> {
    await this.#api.create("/registered-models/create", { ...model, tags: toPairs(model.tags) });
  }

  /** Creates a registered model unless there is one with the name. */
  async ensureModel(name: string): Promise<void> {
    try {
      await this.createModel({ name });
    } catch (error) {
      if (!hasCode(error, "already_exists")) throw error;
    }
  }

  async getModel(name: string): Promise<RegisteredModel> {
    const response = await this.#api.get<{ registeredModel: WireRegistered }>("/registered-models/get", {
      name,
    });
    return fromWireRegistered(response.registeredModel);
  }

  /** All registered models that match, page by page; `filter` as in MLflow, such as `name='AAPL'`. */
  searchModels(filter?: string): AsyncGenerator<RegisteredModel> {
    return pages(async (pageToken) => {
      const response = await this.#api.get<{ registeredModels?: WireRegistered[]; nextPageToken?: string }>(
        "/registered-models/search",
        { filter, pageToken },
      );
      return {
        items: (response.registeredModels ?? []).map(fromWireRegistered),
        next: response.nextPageToken,
      };
    });
  }

  async setModelTag(name: string, key: string, value: string): Promise<void> {
    await this.#api.post("/registered-models/set-tag", { name, key, value });
  }

  async deleteModel(name: string): Promise<void> {
    await this.#api.delete("/registered-models/delete", { name });
  }

  /** Creates the next version. For a logged model, set `source` to `models:/<modelId>` and `modelId` to the same id. */
  async createVersion(version: {
    name: string;
    source: string;
    runId?: string | undefined;
    modelId?: string | undefined;
    description?: string | undefined;
    tags?: Tags;
  }): Promise<ModelVersion> {
    const fields = { ...version, tags: toPairs(version.tags) };
    const response = await this.#api.create<{ modelVersion: WireVersion }>("/model-versions/create", fields);
    return fromWireVersion(response.modelVersion);
  }

  async getVersion(name: string, version: string): Promise<ModelVersion> {
    const query = { name, version };
    return fromWireVersion(
      (await this.#api.get<{ modelVersion: WireVersion }>("/model-versions/get", query)).modelVersion,
    );
  }

  /**
   * All versions that match, page by page.
   *
   * @param filter as in MLflow, such as `name='AAPL' and run_id='...'`
   * @param orderBy such as `["version_number DESC"]`
   */
  searchVersions(filter?: string, orderBy?: readonly string[]): AsyncGenerator<ModelVersion> {
    return pages(async (pageToken) => {
      const response = await this.#api.get<{ modelVersions?: WireVersion[]; nextPageToken?: string }>(
        "/model-versions/search",
        { filter, orderBy, pageToken },
      );
      return { items: (response.modelVersions ?? []).map(fromWireVersion), next: response.nextPageToken };
    });
  }

  async setVersionTag(name: string, version: string, key: string, value: string): Promise<void> {
    await this.#api.post("/model-versions/set-tag", { name, version, key, value });
  }

  /** Changes the description of a version. */
  async updateVersion(name: string, version: string, description: string): Promise<void> {
    await this.#api.patch("/model-versions/update", { name, version, description });
  }

  async deleteVersion(name: string, version: string): Promise<void> {
    await this.#api.delete("/model-versions/delete", { name, version });
  }

  /** Points an alias, such as `champion`, to a version; it no longer points to the one before. */
  async setAlias(name: string, alias: string, version: string): Promise<void> {
    await this.#api.post("/registered-models/alias", { name, alias, version });
  }

  /** Returns the version that an alias points to, or undefined if there is no such alias or model. */
  async findByAlias(name: string, alias: string): Promise<ModelVersion | undefined> {
    try {
      const query = { name, alias };
      const response = await this.#api.get<{ modelVersion: WireVersion }>("/registered-models/alias", query);
      return fromWireVersion(response.modelVersion);
    } catch (error) {
      if (!hasCode(error, "not_found", "invalid") || !/not found/i.test(error.message)) throw error;
      return undefined;
    }
  }

  async deleteAlias(name: string, alias: string): Promise<void> {
    await this.#api.delete("/registered-models/alias", { name, alias });
  }
}

function fromWireVersion(version: WireVersion): ModelVersion {
  return {
    ...version,
    description: version.description ?? "",
    aliases: version.aliases ?? [],
    tags: toRecord(version.tags),
  };
}

function fromWireRegistered(model: WireRegistered): RegisteredModel {
  const aliases = (model.aliases ?? []).map(({ alias, version }) => [alias, version]);
  return {
    ...model,
    description: model.description ?? "",
    aliases: Object.fromEntries(aliases),
    tags: toRecord(model.tags),
  };
}
