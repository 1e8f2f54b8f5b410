import * as tf from "@tensorflow/tfjs";
import type { FusedLstmArgs } from "fused-lstm";
import type { LayerSizes, Side } from "./sides.ts";
import { type BuildWork, gradients, lossOf, normal, setWeights, trainedVariables, workOf } from "./work.ts";

type Options = Partial<FusedLstmArgs>;

/** The argument for every layer. The stock layer's initial recurrent kernel, orthogonal, would take a second. */
const argsOf = ({ units }: LayerSizes, options: Options = {}): FusedLstmArgs => ({
  units,
  recurrentActivation: "sigmoid",
  recurrentInitializer: "glorotUniform",
  ...options,
});
const inputOf = ({ batch, steps, inputs }: LayerSizes) => tf.input({ batchShape: [batch, steps, inputs] });
const xOf = ({ batch, steps, inputs }: LayerSizes) => normal([batch, steps, inputs], 1);

/** [batch, steps] of 0 and 1: sequences of all lengths, so that half of the steps are padding at the end. */
function lengths({ batch, steps }: LayerSizes): tf.Tensor2D {
  const last = (row: number) => Math.ceil(((row + 1) * steps) / (batch + 1));
  const rows = Array.from({ length: batch }, (_, row) =>
    Array.from({ length: steps }, (_, step) => Number(step < last(row))),
  );
  return tf.tensor2d(rows);
}

function chain(input: tf.SymbolicTensor, ...layers: tf.layers.Layer[]): tf.LayersModel {
  const output = layers.reduce((tensor, layer) => layer.apply(tensor) as tf.SymbolicTensor, input);
  const model = tf.model({ inputs: input, outputs: output });
  setWeights(model);
  return model;
}

/** One layer with these options. */
const layerWith =
  (options: Options, below = false): BuildWork =>
  (side, sizes) =>
    workOf(chain(inputOf(sizes), side.lstm(argsOf(sizes, options))), [xOf(sizes)], below);

function twoLayers(side: Side, sizes: LayerSizes): tf.LayersModel {
  const first = side.lstm(argsOf(sizes, { returnSequences: true }));
  return chain(inputOf(sizes), first, side.lstm(argsOf(sizes)), tf.layers.dense({ units: 1 }));
}

/** Half of the steps are padding. */
const masked: BuildWork = (side, sizes) => {
  const model = chain(inputOf(sizes), tf.layers.masking({ maskValue: 0 }), side.lstm(argsOf(sizes)));
  return workOf(model, [tf.mul(xOf(sizes), tf.expandDims(lengths(sizes), 2))]);
};

const VOCABULARY = 1000;

const embedded: BuildWork = (side, sizes) => {
  const { batch, steps, inputs } = sizes;
  const model = chain(
    tf.input({ batchShape: [batch, steps] }),
    tf.layers.embedding({ inputDim: VOCABULARY, outputDim: inputs, maskZero: true }),
    side.lstm(argsOf(sizes)),
    tf.layers.dense({ units: 1 }),
  );
  model.compile({ optimizer: tf.train.adam(), loss: "meanSquaredError" });
  const words = tf.randomUniform([batch, steps], 1, VOCABULARY, "int32", 1);
  const x = tf.mul(words, lengths(sizes).toInt());
  const y = normal([batch, 1], 2);
  const fit = async () => [tf.scalar((await model.trainOnBatch(x, y)) as number)];
  return { ...workOf(model, [x]), "fit-step": fit };
};

const bidirectional: BuildWork = (side, sizes) => {
  const layer = tf.layers.bidirectional({ layer: side.lstm(argsOf(sizes)), mergeMode: "concat" });
  return workOf(chain(inputOf(sizes), layer), [xOf(sizes)]);
};

const encoderDecoder: BuildWork = (side, sizes) => {
  const [source, target] = [inputOf(sizes), inputOf(sizes)];
  const [, ...states] = side.lstm(argsOf(sizes, { returnState: true })).apply(source) as tf.SymbolicTensor[];
  const decoder = side.lstm(argsOf(sizes, { returnSequences: true }));
  const decoded = decoder.apply([target, ...states]) as tf.SymbolicTensor;
  const output = tf.layers.dense({ units: sizes.inputs }).apply(decoded) as tf.SymbolicTensor;
  const model = tf.model({ inputs: [source, target], outputs: output });
  setWeights(model);
  return workOf(model, [xOf(sizes), xOf(sizes)]);
};

const firstFrozen: BuildWork = (side, sizes) => {
  const model = twoLayers(side, sizes);
  model.layers[1]!.trainable = false;
  return workOf(model, [xOf(sizes)]);
};

const gradientPenalty: BuildWork = (side, sizes) => {
  const model = chain(inputOf(sizes), side.lstm(argsOf(sizes)));
  const x = xOf(sizes);
  const inner = tf.grad((each) => tf.sum(tf.square(model.apply(each, { training: true }) as tf.Tensor)));
  const step = () => gradients(() => lossOf(inner(x)), trainedVariables(model));
  // The loss alone is compared: TensorFlow.js loses terms of the stock layer's gradients of gradients (docs/drop-in.md).
  return { "train-step": () => tf.tidy(() => step().slice(0, 1)) };
};

const loaded: BuildWork = async (side, sizes) => {
  const stock = twoLayers({ ...side, lstm: (args) => tf.layers.lstm(args) as tf.RNN }, sizes);
  return workOf(await side.load(stock), [xOf(sizes)]);
};

/** The rows of the table, by what the layer or its model has. */
export const CASES: Record<string, BuildWork> = {
  plain: layerWith({}),
  "behind a trained layer": layerWith({}, true),
  "hard sigmoid": layerWith({ recurrentActivation: "hardSigmoid" }),
  masking: masked,
  embedding: embedded,
  goBackwards: layerWith({ goBackwards: true }),
  bidirectional,
  stateful: layerWith({ stateful: true }),
  "encoder and decoder": encoderDecoder,
  "dropout and recurrentDropout": layerWith({ dropout: 0.2, recurrentDropout: 0.2 }),
  "first layer frozen": firstFrozen,
  "gradient penalty": gradientPenalty,
  loadFusedModel: loaded,
};
