import {
  type ClientOptions,
  collect,
  MlflowClient,
  optionsFromEnvironment,
  type Run,
} from "mlflow-js-client";
import { TRAINING, type TrainingRun } from "./training-run.ts";

/** Short timeouts, because the user waits. */
const IMPATIENT = {
  timeoutMs: 15_000,
  maxRetries: 2,
  backoffFactor: 0.25,
  backoffJitter: 0.1,
} satisfies Partial<ClientOptions>;

/** Reads the trainings on a server, of one symbol or of all. */
export async function readFromServer(
  trackingUri: string,
  symbol: string | undefined,
): Promise<TrainingRun[]> {
  const client = connect(trackingUri);
  try {
    const experimentIds = await experiments(client, symbol);
    if (experimentIds.length === 0) return [];
    const filter = `tags.\`${TRAINING.tag}\` = '${TRAINING.value}'`;
    const runs = await collect(client.runs.search({ experimentIds, filter }));
    return runs.map((run) => toTrainingRun(trackingUri, run));
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

function toTrainingRun(trackingUri: string, { info, params, tags, metrics }: Run): TrainingRun {
  return {
    id: info.runId,
    name: tags.bundle ?? info.runName,
    symbol: params.symbol ?? "",
    status: info.status,
    params,
    tags,
    startedAt: new Date(info.startTime).toISOString(),
    metrics: Object.fromEntries(Object.values(metrics).map(({ key, value }) => [key, value])),
    curve: (metric) => readCurve(trackingUri, info.runId, metric),
  };
}

async function readCurve(trackingUri: string, runId: string, metric: string) {
  const client = connect(trackingUri);
  try {
    const points = await collect(client.runs.metricHistory(runId, metric));
    return points.toSorted((a, b) => a.step - b.step).map(({ step, value }) => ({ step, value }));
  } finally {
    client.close();
  }
}

function connect(trackingUri: string): MlflowClient {
  return new MlflowClient({ ...IMPATIENT, ...optionsFromEnvironment(), trackingUri });
}
