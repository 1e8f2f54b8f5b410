import type { ScalerKind } from "./scaler.ts";

/** What the network forecasts: log variance and log return, the log return alone, or the close. */
export type TargetName = "distribution" | "return" | "price";

/** Decoded outputs of a network. */
export interface Decoded {
  /** The forecast close. */
  price: number;
  /** The forecast log range variance of the day; absent if the target does not include it. */
  logVariance?: number;
  /** The forecasts of later horizons, by horizon; absent if the network forecasts the next session alone. */
  later?: Readonly<Record<number, DecodedHorizon>>;
}

/** Decoded outputs of a network for a later horizon. */
export interface DecodedHorizon {
  /** The forecast close of its last session. */
  price: number;
  /** The forecast log of the mean range variance of its sessions; absent if the network had no part. */
  logVariance?: number;
}

/** How a forecast log return becomes a price: log(price / last close) = drift + shrinkage x return. */
export interface Point {
  /** Log return a day. */
  readonly drift: number;
  /** From 0 to 1; 0 ignores the network's return. */
  readonly shrinkage: number;
  /** The shrinkage of each later horizon h of the network: log(price / last close) = h x drift + shrinkage x return. Absent: none. */
  readonly later?: readonly number[];
}

/** The features and targets of a network. */
export interface Preset {
  readonly name: TargetName;
  /** Kind of the feature scaler and the target scaler. */
  readonly scaler: ScalerKind;
  /** Scaled values are clipped to -limit .. limit. */
  readonly limits: { readonly features: number; readonly targets: number };
  /** Number of features of a row. */
  readonly featureCount: number;
  /** Number of outputs of the network for a horizon. */
  readonly outputs: number;
  /** Weight of the squared error of each scaled output of a horizon in the loss `[outputs]`. */
  readonly lossWeights: readonly number[];
  /**
   * The features `[featureCount]` of row `index` of `rows [n, 6]`.
   *
   * @param isFirst whether the row opens a window, so that the row before it may not be used
   */
  features(rows: ArrayLike<number>, index: number, isFirst: boolean): number[];
  /** The unscaled targets `[outputs]` of row `index` of `rows [n, 6]`; `index` is at least 1. */
  targets(rows: ArrayLike<number>, index: number): number[];
  /** The inverse of `targets`, given the close before; reads no further values. */
  decode(targets: Iterable<number>, lastClose: number, point: Point): Decoded;
}
