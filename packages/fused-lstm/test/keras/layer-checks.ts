import { test } from "@jest/globals";
import * as tf from "@tensorflow/tfjs";
import { numbered, tensorOf, type Values, valuesAndGradients, weightsOf } from "./gradients.ts";
import { type BidirectionalCase, expectedOf, expectKeras, fixture, type LayerCase } from "./options.ts";

type MakeLstm = (args: Parameters<typeof tf.layers.lstm>[0]) => tf.RNN;

/** Compares layers of TensorFlow.js with Keras. `lstm` is `tf.layers.lstm` or its replacement. */
export function testLayers(lstm: MakeLstm, layers: LayerCase[] = fixture.layers): void {
  // The tests set all weights. The default, an orthogonal matrix, takes time and warns.
  const make: MakeLstm = (args) =>
    lstm({ recurrentActivation: "sigmoid", recurrentInitializer: "zeros", ...args });

  test.each(layers)("when a layer has $name, then results and gradients equal Keras'", (layer) => {
    expectKeras(runLayer(make, layer), expectedOf(layer));
  });

  test.each(fixture.bidirectional)(
    "when a bidirectional layer merges by $mergeMode with a mask, then results and gradients equal Keras'",
    (layer) => {
      const { output, dx, dWeights } = layer;
      expectKeras(runBidirectional(make, layer), { output, dx, ...numbered(dWeights) });
    },
  );

  test("when an embedding masks steps, then results and gradients equal Keras'", () => {
    const { output, dWeights } = fixture.embedding;
    expectKeras(runEmbedding(make), { output, ...numbered(dWeights) });
  });

  test("when a stateful layer runs batch after batch, then results and gradients of each equal Keras'", () => {
    const { layer, runBatch } = makeStateful(make);
    const expectBatch = (k: number) => {
      const { output, dx, dWeights } = fixture.stateful.batches[k]!;
      expectKeras(runBatch(k), { output, dx, ...numbered(dWeights) });
    };
    for (const k of fixture.stateful.batches.keys()) expectBatch(k);
    layer.resetStates();
    expectBatch(0);
  });
}

function runLayer(make: MakeLstm, layer: LayerCase): Values {
  const { recurrentActivation, useBias, goBackwards, returnSequences, initialState, dState } = layer;
  const { batch, steps, inputs, units } = layer.shape;
  const dropout = layer.recurrentDropout && tf.tensor(layer.recurrentDropout, [batch, units]);
  const made = make({
    units,
    recurrentActivation,
    useBias,
    goBackwards,
    returnSequences,
    returnState: true,
    ...(dropout && { recurrentDropout: 0.5, dropoutFunc: () => dropout }),
  });
  made.apply(tf.input({ batchShape: [batch, steps, inputs] }));
  made.setWeights([
    tf.tensor(layer.kernel, [inputs, 4 * units]),
    tf.tensor(layer.recurrentKernel, [units, 4 * units]),
    ...(layer.bias ? [tf.tensor(layer.bias)] : []),
  ]);
  const [dKernel, dRecurrentKernel, dBias] = Object.values(weightsOf(made));
  const dx = tf.variable(tf.tensor(layer.x, [batch, steps, inputs]));
  const states = initialState && {
    dHidden: tf.variable(tf.tensor(initialState.hidden, [batch, units])),
    dCell: tf.variable(tf.tensor(initialState.cell, [batch, units])),
  };
  const kwargs = () => ({
    training: dropout !== undefined,
    ...(layer.mask && { mask: tf.tensor(layer.mask, [batch, steps]) }),
    ...(states && { initialState: Object.values(states) }),
  });
  return valuesAndGradients(
    ["output", "hidden", "cell"],
    () => made.apply(dx, kwargs()) as tf.Tensor[],
    [layer.dOutput, ...(dState ? [dState.hidden, dState.cell] : [])],
    { dx, dKernel: dKernel!, dRecurrentKernel: dRecurrentKernel!, ...(dBias && { dBias }), ...states },
  );
}

function runBidirectional(make: MakeLstm, layer: BidirectionalCase): Values {
  const { units, returnSequences, mergeMode, dOutput } = layer;
  const made = tf.layers.bidirectional({ layer: make({ units, returnSequences }), mergeMode });
  made.build(layer.x.shape);
  made.setWeights(layer.weights.map(tensorOf));
  const dx = tf.variable(tensorOf(layer.x));
  const output = () => [made.apply(dx, { mask: tensorOf(layer.mask) }) as tf.Tensor];
  return valuesAndGradients(["output"], output, [dOutput], { dx, ...weightsOf(made) });
}

function runEmbedding(make: MakeLstm): Values {
  const { words, size, units, outputs, tokens, weights, dOutput } = fixture.embedding;
  const inputLength = tokens.shape[1]!;
  const model = tf.sequential({
    layers: [
      tf.layers.embedding({ inputDim: words, outputDim: size, maskZero: true, inputLength }),
      make({ units }),
      tf.layers.dense({ units: outputs }),
    ],
  });
  model.setWeights(weights.map(tensorOf));
  const output = () => [model.apply(tensorOf(tokens)) as tf.Tensor];
  return valuesAndGradients(["output"], output, [dOutput], weightsOf(model));
}

function makeStateful(make: MakeLstm) {
  const { units, weights, batches } = fixture.stateful;
  const layer = make({ units, stateful: true, returnSequences: true });
  layer.apply(tf.input({ batchShape: batches[0]!.x.shape }));
  layer.setWeights(weights.map(tensorOf));
  const runBatch = (k: number) => {
    const { x, dOutput } = batches[k]!;
    const dx = tf.variable(tensorOf(x));
    const output = () => [layer.apply(dx, { training: true }) as tf.Tensor];
    return valuesAndGradients(["output"], output, [dOutput], { dx, ...weightsOf(layer) });
  };
  return { layer, runBatch };
}
