import { MlflowClient } from "mlflow-js-client";
import type { TrackingOptions } from "../observer.ts";
import { registeredName } from "./describe.ts";
import { trackingUriOf } from "./settings.ts";

const TIMEOUT_MS = 10_000;

/** Scores of one version's forecasts as issued, after its last settled day. */
export interface LiveMetrics {
  symbol: string;
  version: string;
  /** The last settled session, YYYY-MM-DD. */
  date: string;
  /** Settled days so far. */
  days: number;
  /** By name, such as `mase`; null is left out. */
  scores: Readonly<Record<string, number | null>>;
}

/**
 * Logs live scores to the runs of the versions that made the forecasts, as `live/mase` and so on by date, so that experiments can be
 * compared by what happened. Never throws, because the record does not depend on MLflow: `onNote` tells what was not logged.
 */
export async function logLiveScores(
  { mlrunsDir, onNote }: Pick<TrackingOptions, "mlrunsDir" | "onNote">,
  all: readonly LiveMetrics[],
): Promise<void> {
  const uri = trackingUriOf(mlrunsDir);
  if (uri === undefined || all.length === 0) return;
  let client: MlflowClient | undefined;
  let logged = 0;
  try {
    client = new MlflowClient({ trackingUri: uri.reveal(), timeoutMs: TIMEOUT_MS, maxRetries: 1 });
    for (const live of all) if (await log(client, live)) logged++;
    const missing = all.length - logged;
    if (missing > 0)
      onNote(`MLflow: ${missing} of ${all.length} versions have no run, so their live scores are not there`);
  } catch (error) {
    onNote(
      `MLflow: live scores of ${all.length - logged} versions were not logged: ${(error as Error).message}`,
    );
  } finally {
    client?.close();
  }
}

/** Whether the server knows the run of the version. */
async function log(
  client: MlflowClient,
  { symbol, version, date, days, scores }: LiveMetrics,
): Promise<boolean> {
  for await (const { tags, runId } of client.registry.searchVersions(`name='${registeredName(symbol)}'`)) {
    if (tags.bundle !== version || !runId) continue;
    // The same session gives the same point again.
    const at = { timestamp: Date.parse(date), step: days };
    const known = Object.entries({ ...scores, days }).filter(([, value]) => value !== null);
    const metrics = known.map(([name, value]) => ({ key: `live/${name}`, value: value!, ...at }));
    await client.runs.logBatch(runId, { metrics });
    return true;
  }
  return false;
}
