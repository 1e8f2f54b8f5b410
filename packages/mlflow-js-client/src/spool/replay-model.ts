import type { MlflowClient } from "../client.ts";
import type { LoggedModel } from "../logged-models.ts";
import { collect } from "../pages.ts";
import type { ModelVersion } from "../registry.ts";
import type { ModelToLog } from "./entries.ts";
import { LOGGED_AT_TAG, SPOOL_TAG } from "./tags.ts";

interface ModelEntry {
  /** `<spoolId>/<seq>`: identifies this model on the server. */
  key: string;
  /** The folder of its files. */
  dir: string;
  /** When it was logged, in ms since 1970. */
  time: number;
  model: ModelToLog;
}

interface RunOfModel {
  runId: string;
  experimentId: string;
}

/** Logs a model with its files, links it to its run and registers it. Steps that are done already are not repeated. */
export async function replayModel(
  client: MlflowClient,
  run: RunOfModel,
  entry: ModelEntry,
  onNote: (note: string) => void,
): Promise<void> {
  const logged = await logModel(client, run, entry);
  const { registeredName, aliases = [] } = entry.model;
  if (!registeredName) return;
  const version = await registerModel(client, run, entry, logged, registeredName);
  for (const alias of aliases) {
    const current = await client.registry.findByAlias(registeredName, alias);
    // A run that waited in the spool must not take the alias from a model that was trained later.
    if (current && current.version !== version.version && loggedAt(current) > entry.time) {
      onNote(
        `${registeredName}: "${alias}" stays at version ${current.version}, which is newer than ${version.version}`,
      );
    } else {
      await client.registry.setAlias(registeredName, alias, version.version);
    }
  }
}

async function logModel(client: MlflowClient, run: RunOfModel, { key, dir, model }: ModelEntry) {
  const { runId, experimentId } = run;
  const query = { experimentIds: [experimentId], filter: `tags.\`${SPOOL_TAG}\` = '${key}'` };
  const [found] = await collect(client.loggedModels.search(query));
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
    await client.artifacts.uploadDir(logged.artifactUri, dir);
    await client.loggedModels.finalize(logged.modelId);
  }
  const { outputs } = await client.runs.get(runId);
  if (!outputs.some(({ modelId }) => modelId === logged.modelId)) {
    await client.runs.logOutputs(runId, [{ modelId: logged.modelId, step }]);
  }
  return logged;
}

async function registerModel(
  client: MlflowClient,
  { runId }: RunOfModel,
  { key, time, model }: ModelEntry,
  { modelId }: LoggedModel,
  name: string,
): Promise<ModelVersion> {
  await client.registry.ensureModel(name);
  const quoted = name.includes("'") ? `"${name}"` : `'${name}'`;
  const versions = await collect(client.registry.searchVersions(`name=${quoted} and run_id='${runId}'`));
  const found = versions.find(({ tags }) => tags[SPOOL_TAG] === key);
  if (found) return found;
  return client.registry.createVersion({
    name,
    runId,
    modelId,
    source: `models:/${modelId}`,
    tags: { ...model.tags, [SPOOL_TAG]: key, [LOGGED_AT_TAG]: String(time) },
  });
}

function loggedAt({ tags, creationTimestamp }: ModelVersion): number {
  return Number(tags[LOGGED_AT_TAG] ?? creationTimestamp);
}
