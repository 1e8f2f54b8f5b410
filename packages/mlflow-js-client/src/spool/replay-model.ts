import type { MlflowClient } from "../client.ts";
import { collect } from "../pages.ts";
import type { ModelVersion } from "../registry.ts";
import type { ModelToLog } from "./entries.ts";
import { type ModelEntry, type ModelFiles, type RunOfModel, storeModel } from "./store-model.ts";
import { LOGGED_AT_TAG, SPOOL_TAG } from "./tags.ts";

/** Logs a model with its files, links it to its run and registers it. Steps that are done already are not repeated. */
export async function replayModel(
  client: MlflowClient,
  run: RunOfModel,
  entry: ModelEntry,
  onNote: (note: string) => void,
): Promise<void> {
  const files = await storeModel(client, run, entry);
  const { registeredName, aliases = [] }: ModelToLog = entry.model;
  if (!registeredName) return;
  const version = await registerModel(client, run, entry, files, registeredName);
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

async function registerModel(
  client: MlflowClient,
  { runId }: RunOfModel,
  { key, time, model }: ModelEntry,
  files: ModelFiles,
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
    ...files,
    tags: { ...model.tags, [SPOOL_TAG]: key, [LOGGED_AT_TAG]: String(time) },
  });
}

function loggedAt({ tags, creationTimestamp }: ModelVersion): number {
  return Number(tags[LOGGED_AT_TAG] ?? creationTimestamp);
}
