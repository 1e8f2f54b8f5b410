import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import * as tf from "@tensorflow/tfjs";
import { buildModel } from "../src/build.ts";
import { type ModelConfig, parseConfig } from "../src/config.ts";
import { openEngine } from "../src/engines/open.ts";
import { Random } from "../src/random.ts";
import { Trainer } from "../src/trainer.ts";

// `node train-and-measure.ts ENGINE STEPS` trains a tiny model and prints its memory use as JSON:
// [{ step, rss, heap, tensors }], rss and heap in bytes.
const [name, steps] = process.argv.slice(2) as [ModelConfig["engine"], string];
setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");
tf.enableProdMode();

const config = parseConfig({ target: "return", engine: name, window: 4, units: [2, 2], batchSize: 2 });
const model = buildModel(config, new Random(1), await openEngine(name));
const trainer = new Trainer(model, config);
const [x, y] = [tf.zeros([2, 4, 6]), tf.ones([2, 1])];
const measured = [];
for (let step = 0; step <= Number(steps); step++) {
  if (step % (Number(steps) / 20) === 0) {
    collectGarbage();
    const { rss, heapUsed } = process.memoryUsage();
    measured.push({ step, rss, heap: heapUsed, tensors: tf.memory().numTensors });
  }
  trainer.step(x, y);
  tf.tidy(() => (model.predict(x) as tf.Tensor).dataSync());
}
process.stdout.write(JSON.stringify(measured));
