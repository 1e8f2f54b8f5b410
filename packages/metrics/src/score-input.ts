/** One forecast over one span of n days. */
export interface ScoreInput {
  /** Forecast values `[n]`. */
  readonly forecast: ArrayLike<number>;
  /** Actual values `[n]`. */
  readonly actual: ArrayLike<number>;
  /** Last values known when each forecast was made `[n]`: today's close for tomorrow's. */
  readonly last: ArrayLike<number>;
}
