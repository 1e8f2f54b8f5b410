/** What to forecast. */
export interface ExportOptions {
  /** Sessions ahead, from 1 to 20; default `HORIZONS`. TensorFlow.js files are the network alone and forecast the next one. */
  horizons?: readonly number[] | undefined;
}

/** Sessions ahead that are exported by default. */
export const HORIZONS: readonly number[] = [1, 5, 20];
