import * as tf from "@tensorflow/tfjs";
import { ModelError } from "./errors.ts";

/** A copy of every weight, in the model's order. */
export function snapshotWeights(model: tf.LayersModel): Float32Array[] {
  return model.weights.map((weight) => weight.read().dataSync<"float32">().slice());
}

export function restoreWeights(model: tf.LayersModel, weights: Float32Array[]): void {
  tf.tidy(() => {
    model.setWeights(
      model.weights.map((weight, index) => tf.tensor(weights[index]!, weight.shape as number[])),
    );
  });
}

/**
 * Gives a model the weights of an exported one of the same architecture.
 *
 * @throws ModelError `bad_weights` when it is another architecture
 */
export function loadWeights(
  model: tf.LayersModel,
  { weightSpecs, weightData }: Pick<ExportedModel, "weightSpecs" | "weightData">,
): void {
  const expected = model.weights.map(({ shape }) => `[${shape}]`).join(" ");
  const given = weightSpecs.map(({ shape }) => `[${shape}]`).join(" ");
  if (given !== expected) {
    throw new ModelError("bad_weights", `the weights are ${given}: the configuration describes ${expected}`);
  }
  let at = 0;
  const weights = weightSpecs.map(({ shape }) => {
    const length = shape.reduce((product, size) => product * size, 1);
    const bytes = weightData.slice(at, at + 4 * length);
    at += 4 * length;
    return new Float32Array(bytes.buffer);
  });
  restoreWeights(model, weights);
}

/** A model as files: the topology, the weights' names and shapes, and their bytes in that order. */
export interface ExportedModel {
  topology: object;
  weightSpecs: { name: string; shape: number[]; dtype: "float32" }[];
  weightData: Uint8Array;
  format: string;
  generatedBy: string;
  convertedBy: string | null;
}

/** What `model.save` would write, in memory. The layers are stock ones: plain TensorFlow.js loads it. */
export async function exportModel(model: tf.LayersModel): Promise<ExportedModel> {
  let exported: ExportedModel | undefined;
  await model.save(
    tf.io.withSaveHandler(async (artifacts) => {
      exported = {
        topology: artifacts.modelTopology as object,
        weightSpecs: artifacts.weightSpecs as ExportedModel["weightSpecs"],
        weightData: new Uint8Array(tf.io.CompositeArrayBuffer.join(artifacts.weightData!)),
        format: artifacts.format!,
        generatedBy: artifacts.generatedBy!,
        convertedBy: artifacts.convertedBy ?? null,
      };
      return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: "JSON" } };
    }),
  );
  return exported!;
}
