import type * as tf from "@tensorflow/tfjs";
import type { FusedLstmArgs, OutputDropout } from "fused-lstm";

/** What computes the LSTM layers; all else of a model and its training is the same for every engine. */
export interface Engine {
  /** An LSTM and the dropout of its output: two layers, in a saved model a stock `LSTM` and a stock `Dropout`. */
  lstm(args: FusedLstmArgs, dropout: OutputDropout): [tf.layers.Layer, tf.layers.Layer];
}
