import * as tf from "@tensorflow/tfjs";
import { ModelError } from "./errors.ts";

/** Copies all weights, in the model's order. */
export function snapshotWeights(model: tf.LayersModel): Float32Array[] {
  return model.weights.map((weight) => weight.read().dataSync<"float32">().slice());
}

/** Sets all weights to those of `snapshotWeights`, of this model or another with the same architecture. */
export function restoreWeights(model: tf.LayersModel, weights: Float32Array[]): void {
  tf.tidy(() => {
    model.setWeights(
      model.weights.map((weight, index) => tf.tensor(weights[index]!, weight.shape as number[])),
    );
  });
}

/**
 * Sets all weights of a model to those of an exported model.
 *
 * @throws ModelError `bad_weights` if the shapes differ
 */
export function loadWeights(
  model: tf.LayersModel,
  files: Pick<ExportedModel, "weightSpecs" | "weightData">,
): void {
  const expected = model.weights.map(({ shape }) => `[${shape}]`).join(" ");
  const given = files.weightSpecs.map(({ shape }) => `[${shape}]`).join(" ");
  if (given !== expected) {
    throw new ModelError("bad_weights", `the weights have the shapes ${given}: the model needs ${expected}`);
  }
  restoreWeights(model, unpackWeights(files));
}

/** Returns the weights of an exported model as `snapshotWeights` does. */
export function unpackWeights({
  weightSpecs,
  weightData,
}: Pick<ExportedModel, "weightSpecs" | "weightData">): Float32Array[] {
  let at = 0;
  return weightSpecs.map(({ shape }) => {
    const length = shape.reduce((product, size) => product * size, 1);
    const bytes = weightData.slice(at, at + 4 * length);
    at += 4 * length;
    return new Float32Array(bytes.buffer);
  });
}

/** A saved model in memory, with the fields of TensorFlow.js' model.json. */
export interface ExportedModel {
  topology: object;
  weightSpecs: { name: string; shape: number[]; dtype: "float32" }[];
  /** Float32 values of all weights, in the order of `weightSpecs`. */
  weightData: Uint8Array;
  format: string;
  generatedBy: string;
  convertedBy: string | null;
}

/** Exports what `model.save` would write. It has stock layers only: `tf.loadLayersModel` of plain TensorFlow.js reads it. */
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
