/**
 * One trading session of one symbol.
 * Prices and volume are split-adjusted; only `adjClose` is adjusted for dividends as well.
 */
export interface Bar {
  /** Trading day in the exchange's own time zone, YYYY-MM-DD. */
  date: string;
  open: number;
  high: number;
  low: number;
  close: number;
  /** Shares traded. */
  volume: number;
  adjClose: number;
}
