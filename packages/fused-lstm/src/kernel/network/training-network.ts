import { FusedLstmError } from "../../errors.ts";
import { ADAM, correctedRate } from "../adam.ts";
import { Engine } from "../engine.ts";
import { sequencesPerPart, splitGradients } from "../forward-pass.ts";
import { abandoned, Region } from "../heap.ts";
import { dropoutFields, type LayerPass, PASS_WORDS, writePass } from "../layer-pass.ts";
import { checkLength, checkSizes, type LstmDropout } from "../shape.ts";
import { threadCount } from "../thread-count.ts";
import { allocateBatch } from "./batch.ts";
import { allocateNetwork, type NetworkSizes, sum } from "./memory.ts";
import { STEP_KIND } from "./step-pass.ts";

export interface StepOptions {
  learningRate: number;
  /** Upper limit of the gradient's norm over all weights (Pascanu et al. 2013); null: no limit. */
  gradientNorm: number | null;
  /** Returns the dropout of each LSTM layer's output, undefined for none. It is called if x and y are legal. */
  dropouts: () => readonly (LstmDropout | undefined)[];
}

/**
 * Trains a network of LSTM layers, a dense layer with relu and a dense layer in the kernel's memory. Weights, gradients and
 * the moments of Adam (Kingma and Ba 2015, with Keras' constants) stay there. A step is three passes over all layers; its
 * results are the same to the last bit for any number of threads. `release` frees the memory.
 */
export class TrainingNetwork {
  readonly sizes: NetworkSizes;
  readonly #engine: Engine;
  readonly #region: Region;
  readonly #memory: ReturnType<typeof allocateNetwork>;
  /** Addresses of the layers' passes. */
  readonly #chain: number[];
  /** Sums of squares of the gradients. */
  readonly #squares: number;
  readonly #squareCount: number;
  #batch: ReturnType<typeof allocateBatch> | undefined;
  readonly #batchRegion: Region;
  #steps = 0;
  #isReleased = false;
  /** Whether a step ended while it changed weights and moments. */
  isTorn = false;

  /**
   * @param from a network of the same sizes whose thread was lost: this one goes on with its moments and number of steps, in
   * the same build of the kernel
   * @throws FusedLstmError `bad_shape` if a size is not legal; `thread_failed` if `from` lost its thread while it changed them
   */
  constructor(sizes: NetworkSizes, from?: TrainingNetwork) {
    if (from?.isTorn) {
      throw new FusedLstmError(
        "thread_failed",
        "a thread was lost while a step changed the weights: train again",
      );
    }
    this.sizes = sizes;
    this.#engine = from ? Engine.of(from.#engine.name) : Engine.current();
    this.#region = new Region(this.#engine.heap);
    this.#batchRegion = new Region(this.#engine.heap);
    for (const region of [this.#region, this.#batchRegion]) abandoned.register(this, region, this);
    this.#memory = allocateNetwork(this.#engine.kernel, this.#region, sizes);
    this.#chain = sizes.lstm.map(() => this.#region.floats(PASS_WORDS));
    this.#squareCount = sum(this.#memory.shapes.map(({ width }) => width / this.#engine.kernel.columns)) + 1;
    this.#squares = this.#region.zeros(2 * this.#squareCount);
    if (from) this.#resume(from);
  }

  /** Whether a thread was lost: nothing of the network can be used then. */
  get failed(): boolean {
    return this.#engine.failed;
  }

  /**
   * Sets all weights, in Keras' layout and the order of a Keras model. The moments of Adam stay.
   *
   * @throws FusedLstmError `bad_shape`, `out_of_memory`, `released`, `thread_failed`
   */
  setWeights(weights: readonly Float32Array[]): void {
    this.#checkUse();
    const { keras, layers, updateParts } = this.#memory;
    const { kernel, heap, threads } = this.#engine;
    keras.forEach(({ length }, k) => {
      checkLength(`weight ${k}`, weights[k] ?? new Float32Array(), length);
    });
    keras.forEach(({ address, length }, k) => {
      heap.floats(address, length).set(weights[k]!);
    });
    for (const layer of layers as Required<LayerPass>[]) {
      const { inputs, units } = layer;
      kernel.joinWeights(layer.kernel, layer.recurrentKernel, inputs, units, layer.joined);
      kernel.joinBias(layer.kerasBias, units, layer.bias);
    }
    const { pass } = this.#prepare(this.#batch?.size ?? 1, []);
    threads.run({ ...pass, kind: STEP_KIND.pack }, updateParts);
  }

  /** Copies of all weights, in Keras' layout and the order of a Keras model. */
  weights(): Float32Array<ArrayBuffer>[] {
    return this.#memory.keras.map(({ address, length }) => this.#region.read(address, length));
  }

  /**
   * Takes one step of Adam.
   *
   * @param x [batch, steps, inputs]
   * @param y [batch, outputs]
   * @returns the loss before the step, with the penalty
   * @throws FusedLstmError `bad_shape`, `bad_threads`, `out_of_memory`, `released`, `thread_failed`
   */
  step(x: Float32Array, y: Float32Array, { learningRate, gradientNorm, dropouts }: StepOptions): number {
    this.#checkUse();
    const { steps, inputs, outputs } = this.sizes;
    const batch = y.length / outputs;
    checkSizes({ batch });
    checkLength("x [batch, steps, inputs]", x, batch * steps * inputs);
    const { heap, kernel, threads } = this.#engine;
    const { updateParts } = this.#memory;
    const { pass, x: xAddress, gradientParts } = this.#prepare(batch, dropouts());
    heap.floats(xAddress, x.length).set(x);
    heap.floats(pass.targets, y.length).set(y);

    const perPart = sequencesPerPart(batch, threadCount(), kernel);
    threads.run({ ...pass, kind: STEP_KIND.sequences, perPart }, Math.ceil(batch / perPart));
    threads.run({ ...pass, kind: STEP_KIND.gradients }, gradientParts);
    const count = this.#steps + 1;
    const rate = correctedRate(learningRate, count, ADAM);
    this.isTorn = true;
    threads.run({ ...pass, kind: STEP_KIND.update, rate, scale: this.#scale(gradientNorm) }, updateParts);
    this.isTorn = false;
    this.#steps = count;

    const errors = heap.floats(pass.losses, batch + 1);
    return errors.subarray(0, batch).reduce((all, error) => all + error, 0) / batch + errors[batch]!;
  }

  /** Frees the memory. The network cannot be used afterwards. */
  release(): void {
    this.#isReleased = true;
    abandoned.unregister(this);
    this.#batchRegion.release();
    this.#region.release();
  }

  #checkUse(): void {
    if (this.#isReleased) throw new FusedLstmError("released", "the memory of the network was released");
  }

  #resume(from: TrainingNetwork): void {
    const { total } = this.#memory.fields;
    for (const name of ["mean", "square"] as const) {
      const values = from.#engine.heap.floats(from.#memory.fields[name], total);
      this.#engine.heap.floats(this.#memory.fields[name], total).set(values);
    }
    this.#steps = from.#steps;
  }

  /** The factor that limits the gradient's norm. */
  #scale(limit: number | null): number {
    if (limit === null) return 1;
    const squares = this.#engine.heap.doubles(this.#squares, this.#squareCount);
    const norm = Math.sqrt(squares.reduce((all, square) => all + square, 0));
    return norm <= limit ? 1 : limit / norm;
  }

  /** Allocates what a batch needs, and writes the passes of the layers. */
  #prepare(batch: number, dropouts: ReturnType<StepOptions["dropouts"]>) {
    if (!this.#batch || this.#batch.size < batch) {
      this.#batch = undefined;
      this.#batchRegion.release();
      this.#batch = allocateBatch(
        this.#engine.kernel,
        this.#batchRegion,
        this.#memory.layers,
        this.sizes,
        batch,
      );
    }
    const { fields, layers } = this.#batch;
    const gradientParts = this.#writeLayers(layers, batch, dropouts);
    const pass = {
      ...this.#memory.fields,
      ...fields,
      kind: STEP_KIND.pack,
      batch,
      perPart: 0,
      layers: this.#chain[0]!,
      squares: this.#squares,
      rate: 0,
      ...ADAM,
      scale: 1,
    };
    return { pass, x: layers[0]!.x!, gradientParts };
  }

  /** Writes the passes of the layers and returns the parts of their weight gradients and the head's. */
  #writeLayers(
    layers: readonly LayerPass[],
    batch: number,
    dropouts: ReturnType<StepOptions["dropouts"]>,
  ): number {
    const { heap, kernel } = this.#engine;
    const { shapes } = this.#memory;
    const splits = splitGradients(shapes, threadCount(), kernel);
    layers.forEach((layer, k) => {
      const next = this.#chain[k + 1] ?? 0;
      const { perPart } = splits[k]!;
      const pass = { ...layer, ...dropoutFields(dropouts[k]), batch, perPart, next };
      writePass(heap.words(this.#chain[k]!, PASS_WORDS), pass);
    });
    return sum(splits.map(({ parts }) => parts)) + 1;
  }
}
