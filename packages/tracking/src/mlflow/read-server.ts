import type { PeerAddress } from "@lstm-predict/checks";
import {
  type ClientOptions,
  collect,
  MlflowClient,
  optionsFromEnvironment,
  type Run,
} from "mlflow-js-client";
import type { FoundRun } from "./check-run.ts";
import { TRAINING } from "./training-run.ts";

/** Short timeouts, because the user waits. */
const IMPATIENT = {
  timeoutMs: 15_000,
  maxRetries: 2,
  backoffFactor: 0.25,
  backoffJitter: 0.1,
} satisfies Partial<ClientOptions>;

/** Reads the trainings on a server, of one symbol or of all. */
export async function readFromServer(
  trackingUri: PeerAddress,
  symbol: string | undefined,
): Promise<FoundRun[]> {
  const client = connect(trackingUri);
  try {
    const experimentIds = await experiments(client, symbol);
    if (experimentIds.length === 0) return [];
    const filter = `tags.\`${TRAINING.tag}\` = '${TRAINING.value}'`;
    const runs = await collect(client.runs.search({ experimentIds, filter }));
    return runs.map((run) => toFoundRun(trackingUri, run));
  } finally {
    client.close();
  }
}

/** The ids of the experiments; an experiment has the name of its symbol. */
async function experiments({ experiments }: MlflowClient, symbol: string | undefined): Promise<string[]> {
  const found =
    symbol === undefined
      ? await collect(experiments.search())
      : [await experiments.findByName(symbol)].filter((experiment) => experiment !== undefined);
  return found
    .filter(({ lifecycleStage }) => lifecycleStage === "active")
    .map(({ experimentId }) => experimentId);
}

function toFoundRun(trackingUri: PeerAddress, { info, params, tags, metrics }: Run): FoundRun {
  return {
    id: info.runId,
    name: tags.bundle || info.runName,
    symbol: params.symbol ?? "",
    status: info.status,
    params,
    tags,
    startTime: info.startTime,
    metrics: Object.fromEntries(Object.values(metrics).map(({ key, value }) => [key, value])),
    curve: (metric) => readCurve(trackingUri, info.runId, metric),
  };
}

async function readCurve(trackingUri: PeerAddress, runId: string, metric: string) {
  const client = connect(trackingUri);
  try {
    const points = await collect(client.runs.metricHistory(runId, metric));
    return points.map(({ step, value }) => ({ step, value }));
  } finally {
    client.close();
  }
}

function connect(trackingUri: PeerAddress): MlflowClient {
  return new MlflowClient({ ...IMPATIENT, ...optionsFromEnvironment(), trackingUri: trackingUri.reveal() });
}
