import type * as tf from "@tensorflow/tfjs";
import type { NetworkSizes } from "./kernel/network/memory.ts";
import { FusedLSTM } from "./layer.ts";
import { AppliedDropout } from "./output-dropout.ts";

/** A model that the kernel computes as a whole. */
export interface FusedNetwork {
  lstm: FusedLSTM[];
  head: tf.layers.Layer[];
  sizes: Omit<NetworkSizes, "lossWeights">;
}

type Config = Record<string, unknown>;

/** What a layer must have in its configuration; other values take part in training. */
const PLAIN_LSTM = {
  recurrentActivation: "sigmoid",
  goBackwards: false,
  stateful: false,
  returnState: false,
  dropout: 0,
  recurrentDropout: 0,
  useBias: true,
  kernelRegularizer: null,
  recurrentRegularizer: null,
  biasRegularizer: null,
  activityRegularizer: null,
  kernelConstraint: null,
  recurrentConstraint: null,
  biasConstraint: null,
};
const PLAIN_DENSE = {
  useBias: true,
  biasRegularizer: null,
  activityRegularizer: null,
  kernelConstraint: null,
  biasConstraint: null,
};

/**
 * Reads the sizes of a model of `fusedLstm` layers, each with or without its dropout, then a dense layer with relu and
 * perhaps an L2 penalty on its kernel, then a dense layer; all trainable, without constraints and other penalties.
 *
 * @returns undefined for any other model
 */
export function readNetwork(model: tf.LayersModel): FusedNetwork | undefined {
  const layers = model.layers.filter(
    (layer) => layer.getClassName() !== "InputLayer" && !(layer instanceof AppliedDropout),
  );
  const lstm = layers.slice(0, -2);
  const [dense, output] = layers.slice(-2);
  const [, steps, inputs] = model.inputs[0]!.shape;
  const isTrained = model.trainableWeights.length === 3 * lstm.length + 4;
  const isChain =
    model.getClassName() === "Sequential" && new Set(layers).size === layers.length && isTrained;
  if (!isChain || lstm.length === 0 || !steps || !inputs || !dense || !output) return undefined;
  if (!lstm.every((layer, k) => isPlainLstm(layer, k < lstm.length - 1))) return undefined;
  const l2 = penaltyOf(dense, "relu");
  if (l2 === undefined || penaltyOf(output, "linear") !== 0) return undefined;
  return {
    lstm: lstm as FusedLSTM[],
    head: [dense, output],
    sizes: { steps, inputs, lstm: lstm.map(unitsOf), dense: unitsOf(dense), outputs: unitsOf(output), l2 },
  };
}

function isPlainLstm(layer: tf.layers.Layer, returnSequences: boolean): boolean {
  return layer instanceof FusedLSTM && matches(layer.getConfig(), { ...PLAIN_LSTM, returnSequences });
}

/** The L2 penalty of a dense layer, 0 without; undefined if the layer is another or does more. */
function penaltyOf(layer: tf.layers.Layer, activation: string): number | undefined {
  const config = layer.getConfig();
  if (layer.getClassName() !== "Dense" || !matches(config, { ...PLAIN_DENSE, activation })) return undefined;
  if (config.kernelRegularizer == null) return 0;
  const { className, config: penalty } = config.kernelRegularizer as { className: string; config: Config };
  const isL2 = className === "L1L2" && penalty.l1 === 0 && typeof penalty.l2 === "number";
  return isL2 ? (penalty.l2 as number) : undefined;
}

function unitsOf(layer: tf.layers.Layer): number {
  return layer.getConfig().units as number;
}

function matches(config: Config, expected: Config): boolean {
  return Object.entries(expected).every(([name, value]) => (config[name] ?? null) === value);
}
