// Runs in a folder where npm has installed the packages, on every version of Node.js: trains with each build of the kernel,
// logs to MLFLOW_TRACKING_URI, and prints what it has done as JSON.
import * as tf from "@tensorflow/tfjs";
import { fusedAdam, fusedLstm, selectKernel, setThreads } from "fused-lstm";
import { availableKernels, lstmStack, lstmStackAsync, nativeProblem, PackedLstm } from "fused-lstm/kernel";
import { MlflowClient } from "mlflow-js-client";

const SHAPE = [128, 12, 3];
const x = tf.randomNormal(SHAPE, 0, 1, "float32", 7);
const y = tf.mean(tf.slice(x, [0, 6, 0], [128, 6, 1]), 1);

const makeModel = (lstm) =>
  tf.sequential({
    layers: [
      tf.layers.inputLayer({ inputShape: SHAPE.slice(1) }),
      lstm({ units: 16, returnSequences: true }),
      lstm({ units: 8 }),
      tf.layers.dense({ units: 1 }),
    ],
  });

/** The operations of TensorFlow.js in a forecast: a fused layer has few. */
const operationsOf = async (model) => (await tf.profile(() => model.predict(x))).kernels.length;

/** Whether threads, which are started from a file of the package, forecast what the calling one does. */
async function threadsAgree() {
  const random = (length) => Float32Array.from({ length }, (_, k) => Math.sin(k));
  const weights = { kernel: random(3 * 16), recurrentKernel: random(4 * 16), bias: random(16) };
  const layers = [new PackedLstm(3, 4, weights)];
  const call = [{ batch: 1, steps: 12 }, random(36), layers, { returnSequences: false }];
  return String(lstmStack(...call)) === String(await lstmStackAsync(...call));
}

async function trainWith(kernel) {
  selectKernel(kernel);
  const model = makeModel(fusedLstm);
  model.compile({ optimizer: fusedAdam(0.02), loss: "meanSquaredError" });
  const { history } = await model.fit(x, y, { epochs: 6, batchSize: 32 });
  const operations = await operationsOf(model);
  return { kernel, losses: history.loss, operations, threadsAgree: await threadsAgree() };
}

async function logTo(client, { kernel, losses }) {
  const experimentId = await client.experiments.getOrCreate({ name: "packages" });
  const { info } = await client.runs.create({ experimentId, runName: process.version });
  const metrics = losses.map((value, step) => ({ key: "loss", value, step }));
  await client.runs.logBatch(info.runId, { metrics, params: { kernel } });
  await client.artifacts.write(info.artifactUri, "notes.txt", process.version);
  await client.runs.update(info.runId, { status: "FINISHED", endTime: Date.now() });
  return info.runId;
}

async function spool({ losses }) {
  const { createTracker } = await import("mlflow-js-client/spool");
  const tracker = createTracker({ spoolDir: `spool-${process.version}` });
  const run = tracker.startRun({ experiment: "packages", runName: `spooled ${process.version}` });
  for (const [step, loss] of losses.entries()) run.logMetrics({ loss }, { step });
  run.end();
  const { runs } = await tracker.close(60_000);
  return { state: runs[0].state, runId: runs[0].runId };
}

setThreads(2);
const trained = [];
for (const kernel of availableKernels()) trained.push(await trainWith(kernel));
const client = new MlflowClient();
const runId = await logTo(client, trained[0]);
client.close();
const spooled = await spool(trained[0]).catch(({ message }) => ({ error: message }));
const result = {
  version: process.version,
  nativeProblem: nativeProblem(),
  stockOperations: await operationsOf(makeModel(tf.layers.lstm)),
  trained,
  runId,
  spooled,
};
process.stdout.write(`${JSON.stringify(result)}\n`);
