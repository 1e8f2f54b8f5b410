import type { Bundle } from "@lstm-predict/artifacts";
import { COLUMN_COUNT, toRawSeries } from "@lstm-predict/bars";
import { Forecaster } from "@lstm-predict/forecaster";
import { buildModel, exportModel, Random, Trainer } from "@lstm-predict/model";
import { Preprocessor } from "@lstm-predict/preprocessing";
import * as tf from "@tensorflow/tfjs";
import { kernelName, startBackgroundThreads, threadCount } from "fused-lstm/kernel";
import { CONFIG } from "../sizes.ts";
import { serve } from "./serve.ts";

// Runs a training step like `train`, and forecasts from raw bars like the API.
if (threadCount() > 1) startBackgroundThreads();
await tf.setBackend("cpu");
const model = buildModel(CONFIG, new Random(1));
const trainer = new Trainer(model, CONFIG);
const x = tf.randomNormal([CONFIG.batchSize, CONFIG.window, COLUMN_COUNT], 0, 1, "float32", 1);
const y = tf.randomNormal([CONFIG.batchSize, 1], 0, 1, "float32", 2);

const bars = Array.from({ length: CONFIG.window + 4 }, (_, day) => {
  const close = 100 + Math.sin(day);
  const date = new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(0, 10);
  return { date, open: close, high: close + 1, low: close - 1, close, volume: 1e6 + day, adjClose: close };
});
const rows = bars
  .slice(-CONFIG.window)
  .map(({ open, high, low, close, volume, adjClose }) => [open, high, low, close, volume, adjClose]);
const { target, window } = CONFIG;
const forecaster = Forecaster.fromBundle({
  dir: "",
  // Forecasts do not read the metadata.
  metadata: {} as Bundle["metadata"],
  preprocessing: Preprocessor.fit(toRawSeries(bars), { target, window, trainWindows: 3 }).toJSON(),
  model: await exportModel(model),
});
const many = Array.from({ length: 256 }, () => rows);

await serve(
  {
    "train-step": () => trainer.step(x, y),
    "predict-1": () => forecaster.forecast(rows),
    "predict-256": () => forecaster.forecastBatch(many),
  },
  { kernel: kernelName(), threads: threadCount() },
);
