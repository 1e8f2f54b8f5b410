import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";

/** What plain TensorFlow.js makes of the files on disk. */
export async function loadStock(dir: string): Promise<tf.LayersModel> {
  const { modelTopology, weightsManifest } = JSON.parse(await readFile(join(dir, "model.json"), "utf8"));
  const weightData = new Uint8Array(await readFile(join(dir, "weights.bin"))).buffer;
  return tf.loadLayersModel(
    tf.io.fromMemory({ modelTopology, weightSpecs: weightsManifest[0].weights, weightData }),
  );
}
