import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { COLUMN_COUNT } from "@lstm-predict/bars";
import { buildModel, openEngine, parseConfig, Random, Trainer } from "@lstm-predict/model";
import * as tf from "@tensorflow/tfjs";
import { Command, Option } from "commander";

// `pnpm bench:memory` shows the memory of a long training, inside and outside the JavaScript heap.
const flags = new Command("bench:memory")
  .description("runs training steps and shows the memory")
  .addOption(new Option("--engine <name>").choices(["fused", "tensorflow", "tfjs"]).default("fused"))
  .option("--steps <n>", "training steps, each followed by a forecast", Number, 20_000)
  .option("--units <list>", "units of the LSTM layers", (text) => text.split(",").map(Number), [100, 50])
  .option("--window <n>", "bars in a window", Number, 60)
  .option("--batch-size <n>", "windows in a training step", Number, 32)
  .parse()
  .opts<{ engine: "fused"; steps: number; units: number[]; window: number; batchSize: number }>();

setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");

const { engine: name, steps, ...sizes } = flags;
const config = parseConfig({ target: "return", engine: name, ...sizes });
const model = buildModel(config, new Random(1), await openEngine(config.engine));
const trainer = new Trainer(model, config);
const gaussian = (...shape: number[]) => tf.randomNormal(shape, 0, 1, "float32", 1);
const [x, y] = [gaussian(config.batchSize, config.window, COLUMN_COUNT), gaussian(config.batchSize, 1)];

say(`engine ${name}, LSTM ${config.units.join(" + ")}, window ${config.window}, batch ${config.batchSize}`);
say("    step   RSS MB   JS heap MB   buffers MB   tensors   ms a step");
let began = performance.now();
const every = Math.max(1, Math.floor(steps / 20));
for (let step = 0; step <= steps; step++) {
  if (step % every === 0) measure(step);
  if (step === steps) break;
  trainer.step(x, y);
  tf.tidy(() => (model.predict(x) as tf.Tensor).dataSync());
}

function measure(step: number): void {
  const msAStep = (performance.now() - began) / every;
  collectGarbage();
  const { rss, heapUsed, arrayBuffers } = process.memoryUsage();
  const megabytes = [rss, heapUsed, arrayBuffers].map((bytes) => (bytes / 2 ** 20).toFixed(1));
  const { numTensors } = tf.memory();
  const cells = [step, ...megabytes, numTensors, step === 0 ? "-" : msAStep.toFixed(1)];
  const widths = [8, 9, 13, 13, 10, 12];
  say(cells.map((cell, k) => String(cell).padStart(widths[k]!)).join(""));
  began = performance.now();
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
