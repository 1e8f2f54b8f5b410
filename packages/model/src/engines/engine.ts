import type * as tf from "@tensorflow/tfjs";
import type { FusedLstmArgs, OutputDropout } from "fused-lstm";
import type { ModelConfig } from "../config.ts";

/** What computes the LSTM layers; all else of a model and its training is the same for every engine. */
export interface Engine {
  readonly name: ModelConfig["engine"];
  /** An LSTM and the dropout of its output: two layers, in a saved model a stock `LSTM` and a stock `Dropout`. */
  lstm(args: FusedLstmArgs, dropout: OutputDropout): [tf.layers.Layer, tf.layers.Layer];
}
