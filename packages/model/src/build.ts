import { COLUMN_COUNT } from "@lstm-predict/bars";
import { PRESETS } from "@lstm-predict/preprocessing";
import * as tf from "@tensorflow/tfjs";
import type { ModelConfig } from "./config.ts";
import type { Engine } from "./engines/engine.ts";
import { fused } from "./engines/fused.ts";
import { seededOrthogonal } from "./orthogonal.ts";
import type { Random } from "./random.ts";

// Checks meant for development cost a few percent of every step, and the banner is noise.
tf.enableProdMode();

/**
 * LSTM -> Dropout for each entry of `units`, then Dense (relu, L2) -> Dense(outputs): [batch, window, 6] ->
 * [batch, outputs], one output for the targets `return` and `price`, two for `distribution`. With the default sizes
 * 73,833 parameters and 17 more for the second output. Initialisers are Keras': glorot-uniform kernels,
 * orthogonal recurrent kernels, zero biases but for the forget gates' ones. Whatever the engine, names, weights and what
 * is saved are the same.
 */
export function buildModel(config: ModelConfig, random: Random, engine: Engine = fused): tf.LayersModel {
  // TensorFlow.js keeps the tensors that weights start from, beside the weights: the scope frees them.
  tf.engine().startScope();
  try {
    return addLayers(tf.sequential({ name: "lstm_predict" }), config, random, engine);
  } finally {
    tf.engine().endScope();
  }
}

function addLayers(
  model: tf.Sequential,
  config: ModelConfig,
  random: Random,
  engine: Engine,
): tf.LayersModel {
  const glorotUniform = () => tf.initializers.glorotUniform({ seed: random.uint32() });
  model.add(tf.layers.inputLayer({ name: "input", inputShape: [config.window, COLUMN_COUNT] }));
  config.units.forEach((units, index) => {
    const [lstm, dropout] = engine.lstm(
      {
        name: `lstm_${index + 1}`,
        units,
        returnSequences: index < config.units.length - 1,
        kernelInitializer: glorotUniform(),
        recurrentInitializer: seededOrthogonal(random),
        inputGradient: index > 0,
      },
      { name: `dropout_${index + 1}`, rate: config.dropout, uint32: () => random.uint32() },
    );
    model.add(lstm);
    model.add(dropout);
  });
  model.add(
    tf.layers.dense({
      name: "dense",
      units: config.denseUnits,
      activation: "relu",
      kernelInitializer: glorotUniform(),
      kernelRegularizer: tf.regularizers.l2({ l2: config.l2 }),
    }),
  );
  // With zeros the first forecast is the mean of the targets: nothing has to be unlearnt.
  const startsAtMean = config.target === "distribution";
  const kernelInitializer = startsAtMean ? tf.initializers.zeros() : glorotUniform();
  model.add(tf.layers.dense({ name: "output", units: PRESETS[config.target].outputs, kernelInitializer }));
  return model;
}
