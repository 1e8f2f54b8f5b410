import * as tf from "@tensorflow/tfjs";
import { type FusedLstmArgs, fusedLstm, loadFusedModel } from "fused-lstm";

/** Sizes of every measured layer. */
export interface LayerSizes {
  batch: number;
  steps: number;
  inputs: number;
  units: number;
}

/** One of the two that are compared: how it makes an LSTM layer, and how it loads a trained stock model. */
export interface Side {
  lstm(args: FusedLstmArgs): tf.RNN;
  load(stock: tf.LayersModel): Promise<tf.LayersModel>;
}

export const STOCK: Side = {
  lstm: (args) => tf.layers.lstm(args) as tf.RNN,
  load: async (stock) => stock,
};

export const FUSED: Side = {
  lstm: (args) => fusedLstm({ ...args, defaults: "tfjs" }),
  load: (stock) => loadFusedModel(stock),
};

/** The side with the same dropout masks in every call, so that its values can be compared. */
export function withFixedMasks(side: Side): Side {
  const dropoutFunc = (ones: tf.Tensor, rate: number) => tf.dropout(ones, rate, undefined, 7);
  return {
    ...side,
    lstm: (args) => side.lstm(args.dropout ? { ...args, dropoutFunc } : args),
  };
}
