import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import type { Bundle } from "@lstm-predict/artifacts";
import { Forecaster } from "@lstm-predict/forecaster";
import { buildModel, exportModel, type ModelConfig, Random, Trainer } from "@lstm-predict/model";
import { COLUMN_COUNT, Preprocessor, toRawSeries } from "@lstm-predict/preprocessing";
import * as tf from "@tensorflow/tfjs";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import type { Contender } from "./measure.ts";

/** The same architecture from TensorFlow.js' own layers. */
function stockModel({ window, units, dropout, denseUnits, l2 }: ModelConfig): tf.LayersModel {
  const layers: tf.layers.Layer[] = [tf.layers.inputLayer({ inputShape: [window, COLUMN_COUNT] })];
  units.forEach((size, index) => {
    const returnSequences = index < units.length - 1;
    // Glorot for the recurrent kernel too: the stock orthogonal initialiser takes seconds and changes no timing.
    const initialisers = {
      kernelInitializer: "glorotUniform",
      recurrentInitializer: "glorotUniform",
    } as const;
    const lstm = {
      units: size,
      returnSequences,
      recurrentActivation: "sigmoid",
      unitForgetBias: true,
    } as const;
    layers.push(tf.layers.lstm({ ...lstm, ...initialisers }), tf.layers.dropout({ rate: dropout }));
  });
  layers.push(
    tf.layers.dense({ units: denseUnits, activation: "relu", kernelRegularizer: tf.regularizers.l2({ l2 }) }),
    tf.layers.dense({ units: 1 }),
  );
  return tf.sequential({ layers });
}

/** Runs a model on one TensorFlow.js backend: its tensors live there. */
async function onBackend(name: string, backend: string, model: () => tf.LayersModel, config: ModelConfig) {
  await tf.setBackend(backend);
  const built = model();
  const trainer = new Trainer(built, config);
  const batch = tf.randomNormal([config.batchSize, config.window, COLUMN_COUNT], 0, 1, "float32", 1);
  const targets = tf.randomNormal([config.batchSize, 1], 0, 1, "float32", 2);
  const one = tf.randomNormal([1, config.window, COLUMN_COUNT], 0, 1, "float32", 3);
  const step: Contender = {
    engine: name,
    task: "train-step",
    async run() {
      await tf.setBackend(backend);
      trainer.step(batch, targets);
    },
  };
  const predict: Contender = {
    engine: name,
    task: "predict-1",
    async run() {
      await tf.setBackend(backend);
      tf.tidy(() => (built.predict(one) as tf.Tensor).dataSync());
    },
  };
  return { step, predict, built };
}

/** Ours and stock TensorFlow.js, on the same architecture and batch. */
export async function contenders(config: ModelConfig): Promise<Contender[]> {
  setWasmPaths(`${dirname(fileURLToPath(import.meta.resolve("@tensorflow/tfjs-backend-wasm")))}/`);
  const ours = await onBackend("lstm-predict", "cpu", () => buildModel(config, new Random(1)), config);
  const forecaster = await forecasterOf(ours.built, config);
  const stock = await onBackend("tfjs wasm, stock layers", "wasm", () => stockModel(config), config);
  return [ours.step, stock.step, forecaster, stock.predict];
}

async function forecasterOf(model: tf.LayersModel, config: ModelConfig): Promise<Contender> {
  const rows = Array.from({ length: config.window + 4 }, (_, day) => {
    const close = 100 + Math.sin(day);
    return [close, close + 1, close - 1, close, 1e6 + day, close] as const;
  });
  const series = toRawSeries(
    rows.map(([open, high, low, close, volume, adjClose], day) => {
      const date = new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(0, 10);
      return { date, open, high, low, close, volume, adjClose };
    }),
  );
  const { target, window } = config;
  const preprocessing = Preprocessor.fit(series, { target, window, trainWindows: 3 }).toJSON();
  // A forecast does not look at the metadata.
  const metadata = {} as Bundle["metadata"];
  const forecaster = Forecaster.fromBundle({
    dir: "",
    metadata,
    preprocessing,
    model: await exportModel(model),
  });
  const last = rows.slice(-window);
  return {
    engine: "lstm-predict forecaster",
    task: "predict-1",
    run: () => void forecaster.forecast(last),
  };
}
