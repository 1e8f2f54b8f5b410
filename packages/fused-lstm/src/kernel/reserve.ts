import type { Engine } from "./engine.ts";
import { abandoned, type Region } from "./heap.ts";
import type { LstmShape, LstmTrainingOptions } from "./shape.ts";

/**
 * What a forward pass keeps in the kernel's memory for its backward pass (cuDNN's "reserve space"). One backward pass
 * can use it. That pass frees the memory, as do `release` and garbage collection of the object.
 */
export class Reserve {
  readonly engine: Engine;
  readonly shape: LstmShape;
  readonly options: LstmTrainingOptions;
  readonly addresses: Readonly<Record<"rows" | "gates" | "cell" | "cellTanh" | "weightsT", number>>;
  #region: Region | undefined;

  constructor(
    engine: Engine,
    region: Region,
    shape: LstmShape,
    options: LstmTrainingOptions,
    addresses: Reserve["addresses"],
  ) {
    this.engine = engine;
    this.shape = shape;
    this.options = options;
    this.addresses = addresses;
    this.#region = region;
    abandoned.register(this, region, this);
  }

  get released(): boolean {
    return this.#region === undefined;
  }

  release(): void {
    abandoned.unregister(this);
    this.#region?.release();
    this.#region = undefined;
  }
}
