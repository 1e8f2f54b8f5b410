import { COLUMN_COUNT } from "@lstm-predict/bars";
import { buildModel, openEngine, Random, Trainer } from "@lstm-predict/model";
import * as tf from "@tensorflow/tfjs";
import { CONFIG } from "../sizes.ts";
import { serve } from "./serve.ts";

// `node engine.ts tensorflow|tfjs` runs a training step like `train --engine`, and forecasts of the same model.
const engine = await openEngine(process.argv[2] as "tensorflow" | "tfjs");
const model = buildModel(CONFIG, new Random(1), engine);
const trainer = new Trainer(model, CONFIG);
const batch = (size: number) => tf.randomNormal([size, CONFIG.window, COLUMN_COUNT], 0, 1, "float32", 1);
const [x, one, many] = [batch(CONFIG.batchSize), batch(1), batch(256)];
const y = tf.randomNormal([CONFIG.batchSize, 1], 0, 1, "float32", 2);
const predict = (x: tf.Tensor) => () => tf.tidy(() => (model.predict(x) as tf.Tensor).dataSync());

await serve({
  "train-step": () => trainer.step(x, y),
  "predict-1": predict(one),
  "predict-256": predict(many),
});
