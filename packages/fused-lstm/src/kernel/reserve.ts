import { FusedLstmError } from "../errors.ts";
import type { Engine } from "./engine.ts";
import { abandoned, type Region } from "./heap.ts";
import type { LayerPass } from "./layer-pass.ts";
import type { LstmShape, LstmTrainingOptions } from "./shape.ts";

/**
 * What a forward pass keeps in the kernel's memory for its backward pass (cuDNN's "reserve space"). One backward pass
 * can use it. That pass frees the memory, as do `release` and garbage collection of the object.
 */
export class Reserve {
  readonly engine: Engine;
  readonly shape: LstmShape;
  readonly options: LstmTrainingOptions;
  /** The forward pass, with the address of the transposed weights. */
  readonly pass: Readonly<LayerPass>;
  #region: Region | undefined;
  #used = false;

  constructor(
    engine: Engine,
    region: Region,
    shape: LstmShape,
    options: LstmTrainingOptions,
    pass: LayerPass,
  ) {
    this.engine = engine;
    this.shape = shape;
    this.options = options;
    this.pass = pass;
    this.#region = region;
    abandoned.register(this, region, this);
  }

  /** Whether its backward pass has begun. */
  get used(): boolean {
    return this.#used;
  }

  /** @throws FusedLstmError `used_reserve` at the second call, and after `release` */
  use(): void {
    if (this.#used || this.released) {
      const used = "this forward pass has had its backward pass";
      throw new FusedLstmError("used_reserve", `${used}: run the forward pass again`);
    }
    this.#used = true;
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
