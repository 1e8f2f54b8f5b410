import * as tf from "@tensorflow/tfjs";
import { fusedAdam } from "fused-lstm";
import type { ModelConfig } from "./config.ts";

/**
 * Single optimiser steps on a model: Adam (Kingma and Ba 2015) on the mean squared error plus the layers'
 * penalties. Owns the optimiser's state: dispose it.
 */
export class Trainer {
  readonly #model: tf.LayersModel;
  readonly #optimizer: ReturnType<typeof fusedAdam>;
  readonly #variables: tf.Variable[];

  constructor(model: tf.LayersModel, config: Pick<ModelConfig, "learningRate">) {
    this.#model = model;
    this.#optimizer = fusedAdam({ learningRate: config.learningRate });
    this.#variables = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
  }

  set learningRate(learningRate: number) {
    this.#optimizer.learningRate = learningRate;
  }

  /**
   * One step on x [batch, window, features] and y [batch, 1].
   *
   * @returns the loss before the step, penalties included
   */
  step(x: tf.Tensor, y: tf.Tensor): number {
    return tf.tidy(() => {
      const loss = () => {
        const error = tf.mean(tf.squaredDifference(this.#model.apply(x, { training: true }) as tf.Tensor, y));
        return this.#model
          .calculateLosses()
          .reduce((sum, penalty) => tf.add(sum, penalty), error as tf.Scalar);
      };
      return this.#optimizer.minimize(loss, true, this.#variables)!.dataSync()[0]!;
    });
  }

  dispose(): void {
    this.#optimizer.dispose();
  }
}
