import * as tf from "@tensorflow/tfjs";

/** The artifacts that `model.save` writes. */
export async function save(
  model: tf.LayersModel,
  config?: Parameters<tf.LayersModel["save"]>[1],
): Promise<tf.io.ModelArtifacts> {
  let saved: tf.io.ModelArtifacts | undefined;
  await model.save(
    tf.io.withSaveHandler(async (artifacts) => {
      saved = artifacts;
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: "JSON" } };
    }),
    config,
  );
  // As a file: JSON, then bytes.
  return { ...saved!, modelTopology: JSON.parse(JSON.stringify(saved!.modelTopology)) };
}

/** Saves the model and loads it in plain TensorFlow.js. */
export async function reload(model: tf.LayersModel, config?: Parameters<tf.LayersModel["save"]>[1]) {
  return tf.loadLayersModel(tf.io.fromMemory(await save(model, config)));
}
