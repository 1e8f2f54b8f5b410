import { MlflowClient } from "mlflow-js-client";
import type { TrackingOptions } from "../observer.ts";
import { registeredName } from "./describe.ts";
import { trackingUriOf } from "./settings.ts";
import { CHAMPION } from "./track-training.ts";

const TIMEOUT_MS = 10_000;

/**
 * Moves the alias `champion` of MLflow's model registry to a promoted version. Never throws, because serving does not depend
 * on MLflow: if the server is unreachable or does not know the version, it calls `onNote`.
 */
export async function moveChampionAlias(
  { mlrunsDir, onNote }: Pick<TrackingOptions, "mlrunsDir" | "onNote">,
  symbol: string,
  version: string,
): Promise<void> {
  const uri = trackingUriOf(mlrunsDir);
  if (uri === undefined) return;
  let client: MlflowClient | undefined;
  try {
    client = new MlflowClient({ trackingUri: uri.reveal(), timeoutMs: TIMEOUT_MS, maxRetries: 1 });
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
    client?.close();
  }
}
