/** One forecast over one span. */
export interface ScoreInput {
  /** Forecast values `[n]`. */
  readonly forecast: ArrayLike<number>;
  /** Actual values `[n]`. */
  readonly actual: ArrayLike<number>;
  /** The last values known when the forecasts were made `[n]`: for tomorrow's close, today's. */
  readonly last: ArrayLike<number>;
}
