import type { ModelFiles } from "@lstm-predict/artifacts";
import { ForecastError } from "./errors.ts";

/** Reads the weights of a saved model by name, each once. */
export class WeightReader {
  readonly #weights = new Map<string, { shape: number[]; values: Float32Array }>();

  constructor({ weightSpecs, weightData }: ModelFiles) {
    // Copies: the bytes may start anywhere in their buffer, but a Float32Array needs aligned ones.
    const values = new Float32Array(new Uint8Array(weightData).buffer);
    let offset = 0;
    for (const { name, shape } of weightSpecs) {
      const size = shape.reduce((product, length) => product * length, 1);
      this.#weights.set(name, { shape, values: values.subarray(offset, offset + size) });
      offset += size;
    }
  }

  /**
   * Returns the weight `name`, of shape `shape`.
   *
   * @throws ForecastError `unsupported_model` if it is missing, has another shape or a value that is not finite
   */
  read(name: string, shape: number[]): Float32Array {
    const weight = this.#weights.get(name);
    if (!weight) throw new ForecastError("unsupported_model", `the model has no weight ${name}`);
    if (weight.shape.join() !== shape.join()) {
      const message = `weight ${name} has the shape [${weight.shape}]: expected [${shape}]`;
      throw new ForecastError("unsupported_model", message);
    }
    const bad = weight.values.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0) {
      throw new ForecastError(
        "unsupported_model",
        `weight ${name} holds ${weight.values[bad]} at ${bad}: not a number`,
      );
    }
    this.#weights.delete(name);
    return weight.values;
  }

  /**
   * Refuses a model with weights that were not read: they belong to a layer that would be ignored.
   *
   * @throws ForecastError `unsupported_model`
   */
  refuseUnused(): void {
    const unused = [...this.#weights.keys()];
    if (unused.length > 0) {
      throw new ForecastError(
        "unsupported_model",
        `the model has weights of no known use: ${unused.join(", ")}`,
      );
    }
  }
}
