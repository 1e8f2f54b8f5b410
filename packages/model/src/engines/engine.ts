import type * as tf from "@tensorflow/tfjs";
import type { FusedLstmArgs, OutputDropout } from "fused-lstm";

/** An implementation of the LSTM layers. Everything else in a model and its training is the same for every engine. */
export interface Engine {
  /** An LSTM layer and the dropout of its output: two layers, which a saved model contains as `LSTM` and `Dropout`. */
  lstm(args: FusedLstmArgs, dropout: OutputDropout): [tf.layers.Layer, tf.layers.Layer];
}
