import { MlflowClient } from "mlflow-js-client";
import type { TrackingOptions } from "../observer.ts";
import { registeredName } from "./describe.ts";
import { trackingUriOf } from "./settings.ts";
import { CHAMPION } from "./track-training.ts";

const TIMEOUT_MS = 10_000;

/**
 * Points the registry's alias `champion` at the version that a promotion serves now. What is served does not depend on it: a
 * server that is away, or does not know the version, is a note.
 */
export async function moveChampionAlias(
  { mlrunsDir, onNote }: Pick<TrackingOptions, "mlrunsDir" | "onNote">,
  symbol: string,
  version: string,
): Promise<void> {
  const uri = trackingUriOf(mlrunsDir);
  if (uri === undefined) return;
  const client = new MlflowClient({ trackingUri: uri, timeoutMs: TIMEOUT_MS, maxRetries: 1 });
  try {
    const name = registeredName(symbol);
    for await (const registered of client.registry.searchVersions(`name='${name}'`)) {
      if (registered.tags.bundle !== version) continue;
      await client.registry.setAlias(name, CHAMPION, registered.version);
      onNote(`MLflow: ${CHAMPION} of "${name}" is version ${registered.version} now`);
      return;
    }
    onNote(`MLflow: "${name}" has no version of ${version}; its ${CHAMPION} stays`);
  } catch (error) {
    onNote(`MLflow: ${CHAMPION} of ${symbol} was not moved: ${(error as Error).message}`);
  } finally {
    client.close();
  }
}
