import * as tf from "@tensorflow/tfjs";
import { FUSED_KEY } from "./registration.ts";
import "./layer.ts";

/**
 * `tf.loadLayersModel` with all LSTM layers on the kernel, also those in nested models, Bidirectional and TimeDistributed.
 * Layers keep their names, weights and order, and a saved model is a stock model again. A LayersModel is copied, with its
 * weights; compile the copy before you train it.
 *
 * @param source what tf.loadLayersModel takes, or a model
 * @param options of tf.loadLayersModel
 * @throws FusedLstmError `unsupported` if the kernel cannot compute a layer; the message names the layer and the option
 *
 * @example
 * const model = await loadFusedModel("https://example.org/model.json");
 * const faster = await loadFusedModel(trainedStockModel);
 */
export async function loadFusedModel(
  source: string | tf.io.IOHandler | tf.LayersModel,
  options: tf.io.LoadOptions = {},
): Promise<tf.LayersModel> {
  const artifacts = await (source instanceof tf.LayersModel ? artifactsOf(source) : read(source, options));
  const modelTopology = marked(artifacts.modelTopology!) as object;
  return tf.loadLayersModel(tf.io.fromMemory({ ...artifacts, modelTopology }), options);
}

/** Reads what tf.loadLayersModel would read. */
async function read(
  source: string | tf.io.IOHandler,
  options: tf.io.LoadOptions,
): Promise<tf.io.ModelArtifacts> {
  const handler =
    typeof source === "string"
      ? (tf.io.getLoadHandlers(source, options)[0] ?? tf.io.browserHTTPRequest(source, options))
      : source;
  if (!handler.load) throw new Error("the IOHandler does not have the `load` method implemented");
  return handler.load();
}

async function artifactsOf(model: tf.LayersModel): Promise<tf.io.ModelArtifacts> {
  let saved: tf.io.ModelArtifacts | undefined;
  const handler = tf.io.withSaveHandler(async (artifacts) => {
    saved = artifacts;
    return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: "JSON" } };
  });
  await model.save(handler);
  return saved!;
}

/** A copy of the topology with the key of a fused layer in the configuration of every LSTM layer. */
function marked(node: unknown): unknown {
  if (typeof node !== "object" || node === null) return node;
  if (Array.isArray(node)) return node.map(marked);
  const copy = Object.fromEntries(Object.entries(node).map(([key, child]) => [key, marked(child)]));
  return copy.class_name === "LSTM"
    ? { ...copy, config: { ...(copy.config as object), [FUSED_KEY]: true } }
    : copy;
}
