import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { parseConfig } from "@lstm-predict/model";
import * as tf from "@tensorflow/tfjs";
import { Command, Option } from "commander";
import { Engine } from "../../../packages/fused-lstm/src/kernel/engine.ts";
import { trainAndForecast, trainFrozen } from "./memory-steps.ts";

interface Flags {
  engine: "fused" | "tensorflow" | "tfjs";
  frozen?: boolean;
  steps: number;
  units: number[];
  window: number;
  batchSize: number;
}

// `pnpm bench:memory` shows the memory of a long training, inside and outside the JavaScript heap.
const {
  engine: name,
  frozen,
  steps,
  ...sizes
} = new Command("bench:memory")
  .description("runs training steps and shows the memory")
  .addOption(new Option("--engine <name>").choices(["fused", "tensorflow", "tfjs"]).default("fused"))
  .addOption(new Option("--frozen", "freeze the first LSTM layer; no forecasts").conflicts("engine"))
  .option("--steps <n>", "training steps, each followed by a forecast", Number, 20_000)
  .option("--units <list>", "units of the LSTM layers", (text) => text.split(",").map(Number), [100, 50])
  .option("--window <n>", "bars in a window", Number, 60)
  .option("--batch-size <n>", "windows in a training step", Number, 32)
  .parse()
  .opts<Flags>();

setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");

const config = parseConfig({ target: "return", engine: name, ...sizes });
const takeStep = await (frozen ? trainFrozen : trainAndForecast)(config);
const { units, window, batchSize } = config;
const which = frozen ? "first layer frozen" : `engine ${name}`;
say(`${which}, LSTM ${units.join(" + ")}, window ${window}, batch ${batchSize}`);
say("    step   RSS MB   JS heap MB   buffers MB   kernel MB   tensors   ms a step");
/** By this step the allocators have what a step needs. */
const WARM = 10;
const every = Math.max(1, Math.floor(steps / 20));
let [began, last] = [performance.now(), 0];
for (let step = 0; step <= steps; step++) {
  if (step % every === 0 || step === WARM) measure(step);
  if (step < steps) await takeStep();
}

function measure(step: number): void {
  const msAStep = (performance.now() - began) / (step - last);
  collectGarbage();
  const { rss, heapUsed, arrayBuffers } = process.memoryUsage();
  const kernel = name === "fused" ? Engine.current().heap.size : 0;
  const megabytes = [rss, heapUsed, arrayBuffers, kernel].map((bytes) => (bytes / 2 ** 20).toFixed(1));
  const { numTensors } = tf.memory();
  const cells = [step, ...megabytes, numTensors, step === 0 ? "-" : msAStep.toFixed(1)];
  const widths = [8, 9, 13, 13, 12, 10, 12];
  say(cells.map((cell, k) => String(cell).padStart(widths[k]!)).join(""));
  [began, last] = [performance.now(), step];
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
