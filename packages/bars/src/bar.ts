/**
 * One trading session of one symbol.
 *
 * Prices and volume are adjusted for splits; only `adjClose` is also adjusted for dividends.
 */
export interface Bar {
  /** Trading day in the exchange's time zone, YYYY-MM-DD. */
  date: string;
  open: number;
  high: number;
  low: number;
  close: number;
  /** Shares traded. */
  volume: number;
  adjClose: number;
}
