import { z } from "zod";
import { BundleError } from "./errors.ts";
import { firstIssue, parseJson } from "./metadata.ts";
import type { ModelFiles, WeightSpec } from "./types.ts";

const schema = z.looseObject({
  format: z.literal("layers-model"),
  generatedBy: z.string().nullish(),
  convertedBy: z.string().nullish(),
  modelTopology: z.looseObject({}),
  weightsManifest: z.tuple([
    z.looseObject({
      paths: z.tuple([z.literal("weights.bin")]),
      weights: z.array(
        z.looseObject({
          name: z.string(),
          shape: z.array(z.int().nonnegative()),
          dtype: z.literal("float32"),
        }),
      ),
    }),
  ]),
});

/** Formats model.json. Together with weights.bin it is a plain TensorFlow.js layers model. */
export function formatModelJson(model: ModelFiles): string {
  const document = {
    format: "layers-model",
    generatedBy: model.generatedBy ?? "lstm-predict",
    convertedBy: model.convertedBy ?? null,
    modelTopology: model.topology,
    weightsManifest: [{ paths: ["weights.bin"], weights: model.weightSpecs }],
  };
  return `${JSON.stringify(document)}\n`;
}

/**
 * Reads what `formatModelJson` wrote.
 *
 * @param weightData the bytes of weights.bin
 * @param where the path of model.json, for error messages
 * @throws BundleError `bad_json`, or `bad_content` for other fields or another number of bytes
 */
export function parseModelJson(text: string, weightData: Uint8Array, where: string): ModelFiles {
  const result = schema.safeParse(parseJson(text, where));
  if (!result.success) {
    throw new BundleError("bad_content", `${where}: ${firstIssue(result.error)}; train the model again`);
  }
  const { modelTopology, weightsManifest, generatedBy, convertedBy } = result.data;
  const weightSpecs = weightsManifest[0].weights;
  const expected = weightBytes(weightSpecs);
  if (weightData.byteLength !== expected) {
    throw new BundleError(
      "bad_content",
      `${where} describes ${expected} bytes of weights, but there are ${weightData.byteLength}; train the model again`,
    );
  }
  return {
    topology: modelTopology,
    weightSpecs,
    weightData,
    ...(generatedBy ? { generatedBy } : {}),
    convertedBy: convertedBy ?? null,
  };
}

function weightBytes(specs: readonly WeightSpec[]): number {
  const sizes = specs.map(({ shape }) => shape.reduce((product, size) => product * size, 4));
  return sizes.reduce((sum, size) => sum + size, 0);
}
