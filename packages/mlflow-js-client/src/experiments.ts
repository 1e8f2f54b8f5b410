import type { Api } from "./api.ts";
import { hasCode, MlflowError } from "./errors.ts";
import { LIMITS } from "./limits.ts";
import { pages } from "./pages.ts";
import { type KeyValue, toPairs, toRecord } from "./wire.ts";

export type LifecycleStage = "active" | "deleted";
export type ViewType = "ACTIVE_ONLY" | "DELETED_ONLY" | "ALL";

export interface Experiment {
  experimentId: string;
  name: string;
  artifactLocation: string;
  lifecycleStage: LifecycleStage;
  /** Milliseconds since 1970. */
  creationTime: number;
  /** Milliseconds since 1970. */
  lastUpdateTime: number;
  tags: Record<string, string>;
}

type WireExperiment = Omit<Experiment, "tags"> & { tags?: KeyValue[] };

export interface NewExperiment {
  name: string;
  artifactLocation?: string | undefined;
  tags?: Readonly<Record<string, string>> | undefined;
}

/** MLflow's experiments. All methods throw MlflowError. */
export class Experiments {
  readonly #api: Api;

  constructor(api: Api) {
    this.#api = api;
  }

  /** Creates an experiment and returns its id; throws `already_exists` if one has the name, even a deleted one. */
  async create({ name, artifactLocation, tags }: NewExperiment): Promise<string> {
    const fields = { name, artifactLocation, tags: toPairs(tags) };
    return (await this.#api.create<{ experimentId: string }>("/experiments/create", fields)).experimentId;
  }

  async get(experimentId: string): Promise<Experiment> {
    const response = await this.#api.get<{ experiment: WireExperiment }>("/experiments/get", {
      experimentId,
    });
    return fromWireExperiment(response.experiment);
  }

  /** Returns the experiment with this name, even a deleted one, or undefined. */
  async findByName(experimentName: string): Promise<Experiment | undefined> {
    try {
      const { experiment } = await this.#api.get<{ experiment: WireExperiment }>("/experiments/get-by-name", {
        experimentName,
      });
      return fromWireExperiment(experiment);
    } catch (error) {
      if (hasCode(error, "not_found") && error.errorCode) return undefined;
      throw error;
    }
  }

  /** Returns the id of the experiment with this name and creates it if needed; throws `not_active` if it was deleted. */
  async getOrCreate(experiment: NewExperiment): Promise<string> {
    let found = await this.findByName(experiment.name);
    if (!found) {
      try {
        return await this.create(experiment);
      } catch (error) {
        if (!hasCode(error, "already_exists")) throw error;
        found = await this.findByName(experiment.name); // another client has just created it
        if (!found) throw error;
      }
    }
    if (found.lifecycleStage === "active") return found.experimentId;
    throw new MlflowError("not_active", `the experiment ${JSON.stringify(experiment.name)} was deleted`, {
      hint: `restore it (mlflow experiments restore -x ${found.experimentId}) or use another name`,
    });
  }

  /** All experiments that match, page by page; `filter` as in MLflow, such as `name LIKE 'AA%'`. */
  search(
    query: { filter?: string; orderBy?: string[]; viewType?: ViewType } = {},
  ): AsyncGenerator<Experiment> {
    return pages(async (pageToken) => {
      const fields = { ...query, maxResults: LIMITS.searchPage, pageToken };
      const response = await this.#api.post<{ experiments?: WireExperiment[]; nextPageToken?: string }>(
        "/experiments/search",
        fields,
      );
      return { items: (response.experiments ?? []).map(fromWireExperiment), next: response.nextPageToken };
    });
  }

  async setTag(experimentId: string, key: string, value: string): Promise<void> {
    await this.#api.post("/experiments/set-experiment-tag", { experimentId, key, value });
  }

  async rename(experimentId: string, newName: string): Promise<void> {
    await this.#api.post("/experiments/update", { experimentId, newName });
  }

  async delete(experimentId: string): Promise<void> {
    await this.#api.post("/experiments/delete", { experimentId });
  }

  async restore(experimentId: string): Promise<void> {
    await this.#api.post("/experiments/restore", { experimentId });
  }
}

function fromWireExperiment(experiment: WireExperiment): Experiment {
  return { ...experiment, tags: toRecord(experiment.tags) };
}
