import type { Api } from "./api.ts";
import { hasCode } from "./errors.ts";
import { pages } from "./pages.ts";
import { type KeyValue, toPairs, toRecord } from "./wire.ts";

export interface ModelVersion {
  name: string;
  version: string;
  creationTimestamp: number;
  source: string;
  runId?: string;
  status: string;
  description: string;
  aliases: string[];
  tags: Record<string, string>;
}

export interface RegisteredModel {
  name: string;
  creationTimestamp: number;
  description: string;
  /** Version by alias. */
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

/** Registered models, their versions, and the aliases that point at them. */
export class ModelRegistry {
  readonly #api: Api;

  constructor(api: Api) {
    this.#api = api;
  }

  /** Throws `already_exists`. */
  async createModel(model: { name: string; description?: string | undefined; tags?: Tags }): Promise<void> {
    await this.#api.create("/registered-models/create", { ...model, tags: toPairs(model.tags) });
  }

  /** Creates the registered model unless it is there. */
  async ensureModel(name: string): Promise<void> {
    try {
      await this.createModel({ name });
    } catch (error) {
      if (!hasCode(error, "already_exists")) throw error;
    }
  }

  async getModel(name: string): Promise<RegisteredModel> {
    const answer = await this.#api.get<{ registeredModel: WireRegistered }>("/registered-models/get", {
      name,
    });
    return fromWireRegistered(answer.registeredModel);
  }

  searchModels(filter?: string): AsyncGenerator<RegisteredModel> {
    return pages(async (pageToken) => {
      const answer = await this.#api.get<{ registeredModels?: WireRegistered[]; nextPageToken?: string }>(
        "/registered-models/search",
        { filter, pageToken },
      );
      return { items: (answer.registeredModels ?? []).map(fromWireRegistered), next: answer.nextPageToken };
    });
  }

  async setModelTag(name: string, key: string, value: string): Promise<void> {
    await this.#api.post("/registered-models/set-tag", { name, key, value });
  }

  async deleteModel(name: string): Promise<void> {
    await this.#api.delete("/registered-models/delete", { name });
  }

  /** `source` of a logged model is `models:/<modelId>`, with the same `modelId` beside it. */
  async createVersion(version: {
    name: string;
    source: string;
    runId?: string | undefined;
    modelId?: string | undefined;
    description?: string | undefined;
    tags?: Tags;
  }): Promise<ModelVersion> {
    const fields = { ...version, tags: toPairs(version.tags) };
    const answer = await this.#api.create<{ modelVersion: WireVersion }>("/model-versions/create", fields);
    return fromWireVersion(answer.modelVersion);
  }

  async getVersion(name: string, version: string): Promise<ModelVersion> {
    const query = { name, version };
    return fromWireVersion(
      (await this.#api.get<{ modelVersion: WireVersion }>("/model-versions/get", query)).modelVersion,
    );
  }

  /** All matching versions, such as `name='AAPL' and run_id='...'`; in the order of `version_number DESC` or the like. */
  searchVersions(filter?: string, orderBy?: readonly string[]): AsyncGenerator<ModelVersion> {
    return pages(async (pageToken) => {
      const answer = await this.#api.get<{ modelVersions?: WireVersion[]; nextPageToken?: string }>(
        "/model-versions/search",
        { filter, orderBy, pageToken },
      );
      return { items: (answer.modelVersions ?? []).map(fromWireVersion), next: answer.nextPageToken };
    });
  }

  async setVersionTag(name: string, version: string, key: string, value: string): Promise<void> {
    await this.#api.post("/model-versions/set-tag", { name, version, key, value });
  }

  async updateVersion(name: string, version: string, description: string): Promise<void> {
    await this.#api.patch("/model-versions/update", { name, version, description });
  }

  async deleteVersion(name: string, version: string): Promise<void> {
    await this.#api.delete("/model-versions/delete", { name, version });
  }

  /** Points an alias such as `champion` at a version; it leaves the one it had. */
  async setAlias(name: string, alias: string, version: string): Promise<void> {
    await this.#api.post("/registered-models/alias", { name, alias, version });
  }

  /** The version an alias points at, or undefined. */
  async findByAlias(name: string, alias: string): Promise<ModelVersion | undefined> {
    try {
      const query = { name, alias };
      const answer = await this.#api.get<{ modelVersion: WireVersion }>("/registered-models/alias", query);
      return fromWireVersion(answer.modelVersion);
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
