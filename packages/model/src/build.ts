import { countFeatures, countOutputs, PRESETS } from "@lstm-predict/preprocessing";
import * as tf from "@tensorflow/tfjs";
import type { ModelConfig } from "./config.ts";
import type { Engine } from "./engines/engine.ts";
import { fused } from "./engines/fused.ts";
import { seededOrthogonal } from "./orthogonal.ts";
import type { Random } from "./random.ts";

// TensorFlow.js' development checks cost a few percent of every step; production mode also drops its banner.
tf.enableProdMode();

/**
 * Builds the network of a configuration: LSTM -> Dropout for each entry of `units`, then Dense (relu, L2) -> Dense.
 *
 * Input [batch, window, features], output [batch, outputs] with one output for the targets `return` and `price` and two for
 * `distribution`, or two for each horizon of `horizons`. The default sizes give 73,833 parameters, 17 more with the second output. Initialisers are Keras':
 * glorot-uniform kernels, orthogonal recurrent kernels, biases 1 for the forget gates and 0 elsewhere. Names, initial
 * weights and the saved model are the same for every engine.
 *
 * @example
 * const config = parseConfig({ target: "return", units: [32] });
 * const model = buildModel(config, new Random(config.seed), await openEngine(config.engine));
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
  const preset = PRESETS[config.target];
  const inputShape = [config.window, countFeatures(preset, config.covariates)];
  const glorotUniform = () => tf.initializers.glorotUniform({ seed: random.uint32() });
  model.add(tf.layers.inputLayer({ name: "input", inputShape }));
  config.units.forEach((units, index) => {
    const [lstm, dropout] = engine.lstm(
      {
        name: `lstm_${index + 1}`,
        units,
        returnSequences: index < config.units.length - 1,
        kernelInitializer: glorotUniform(),
        recurrentInitializer: seededOrthogonal(random),
      },
      { name: `dropout_${index + 1}`, rate: dropoutOf(config, index), uint32: () => random.uint32() },
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
  // With zero weights the untrained network forecasts the mean of the targets, so training has no bias to remove first.
  const startsAtMean = config.target === "distribution";
  const kernelInitializer = startsAtMean ? tf.initializers.zeros() : glorotUniform();
  model.add(
    tf.layers.dense({ name: "output", units: countOutputs(preset, config.horizons), kernelInitializer }),
  );
  return model;
}

/** The dropout after an LSTM layer. */
function dropoutOf({ dropout }: ModelConfig, layer: number): number {
  return Array.isArray(dropout) ? dropout[layer]! : dropout;
}
