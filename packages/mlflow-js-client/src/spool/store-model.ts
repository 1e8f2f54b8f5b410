import type { MlflowClient } from "../client.ts";
import { hasCode, isMissingEndpoint, type MlflowError } from "../errors.ts";
import type { LoggedModel } from "../logged-models.ts";
import { collect } from "../pages.ts";
import { isTransient } from "../retry.ts";
import type { ModelToLog } from "./entries.ts";
import { SPOOL_TAG } from "./tags.ts";

export interface ModelEntry {
  /** `<spoolId>/<seq>`: identifies this model on the server. */
  key: string;
  /** The folder of its files. */
  dir: string;
  /** When it was logged, in ms since 1970. */
  time: number;
  model: ModelToLog;
}

export interface RunOfModel {
  runId: string;
  experimentId: string;
  artifactUri: string;
}

/** Where the registry finds the files of a model. */
export interface ModelFiles {
  source: string;
  /** Absent if the files are the run's. */
  modelId?: string;
}

/**
 * Stores a model's files: as a logged model that is linked to its run, or as files of the run, in the folder of the model's
 * name, if the server has no logged models (MLflow 2) or only the run's files can be sent to it.
 */
export async function storeModel(
  client: MlflowClient,
  run: RunOfModel,
  entry: ModelEntry,
): Promise<ModelFiles> {
  try {
    const { modelId } = await logModel(client, run, entry);
    return { source: `models:/${modelId}`, modelId };
  } catch (error) {
    if (!isMissingEndpoint(error) && !hasCode(error, "foreign_artifacts")) throw error;
    const { name } = entry.model;
    await client.artifacts.uploadDirToRun(run, entry.dir, name);
    await showModel(client, run, entry);
    // MLflow 3 would look for the files of `source` in a logged model of that name first.
    await discard(client, run, entry);
    return { source: `runs:/${run.runId}/${name}` };
  }
}

async function findLogged(client: MlflowClient, { experimentId }: RunOfModel, { key }: ModelEntry) {
  const query = { experimentIds: [experimentId], filter: `tags.\`${SPOOL_TAG}\` = '${key}'` };
  const [found] = await collect(client.loggedModels.search(query));
  return found;
}

async function discard(client: MlflowClient, run: RunOfModel, entry: ModelEntry): Promise<void> {
  try {
    const failed = await findLogged(client, run, entry);
    if (failed) await client.loggedModels.delete(failed.modelId);
  } catch (error) {
    if (!isMissingEndpoint(error)) throw error;
  }
}

async function logModel(client: MlflowClient, run: RunOfModel, entry: ModelEntry): Promise<LoggedModel> {
  const { runId, experimentId } = run;
  const { key, dir, model } = entry;
  const found = await findLogged(client, run, entry);
  const { name, modelType, params, tags, step = 0 } = model;
  const logged =
    found ??
    (await client.loggedModels.create({
      experimentId,
      name,
      modelType,
      params,
      sourceRunId: runId,
      tags: { ...tags, [SPOOL_TAG]: key },
    }));
  if (logged.status !== "LOGGED_MODEL_READY") {
    await client.artifacts.uploadDir(logged.artifactUri, dir).catch((error) => giveUp(client, logged, error));
    await client.loggedModels.finalize(logged.modelId);
  }
  const { outputs } = await client.runs.get(runId);
  if (!outputs.some(({ modelId }) => modelId === logged.modelId)) {
    await client.runs.logOutputs(runId, [{ modelId: logged.modelId, step }]);
  }
  return logged;
}

/** Marks a model whose files the server will never take as failed: it would stay pending for ever. */
async function giveUp(client: MlflowClient, { modelId }: LoggedModel, error: MlflowError): Promise<never> {
  if (!isTransient(error) && !hasCode(error, "aborted")) {
    await client.loggedModels.finalize(modelId, "LOGGED_MODEL_UPLOAD_FAILED");
  }
  throw error;
}

/** The tag by which MLflow 2 shows the models of a run. */
const HISTORY_TAG = "mlflow.log-model.history";
/** The shortest limit of a tag's value; MLflow cuts a longer one, which would make it unreadable. */
const LONGEST_HISTORY = 5000;

async function showModel(client: MlflowClient, { runId }: RunOfModel, { model, time }: ModelEntry) {
  const { tags } = await client.runs.get(runId);
  const { name, modelType = name, params } = model;
  const shown = {
    run_id: runId,
    artifact_path: name,
    utc_time_created: new Date(time).toISOString().replace("T", " ").replace("Z", ""),
    flavors: { [modelType]: {} },
    ...(params && { metadata: params }),
  };
  const history = JSON.stringify([...othersIn(tags[HISTORY_TAG], name), shown]);
  if (history.length <= LONGEST_HISTORY) await client.runs.setTag(runId, HISTORY_TAG, history);
}

/** The models in the tag but that with this name. */
function othersIn(history: string | undefined, name: string): unknown[] {
  try {
    const models = JSON.parse(history ?? "[]") as { artifact_path?: string }[];
    return models.filter(({ artifact_path }) => artifact_path !== name);
  } catch {
    return []; // cut by the server
  }
}
