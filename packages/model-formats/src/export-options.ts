/** What to forecast, and from what. */
export interface ExportOptions {
  /** Sessions ahead, from 1 to 20; default `HORIZONS`. TensorFlow.js files are the network alone and forecast the next one. */
  horizons?: readonly number[] | undefined;
  /** Whether the optional inputs of an ONNX file must be given, for runtimes that pass no optional ones; default false. */
  requireInputs?: boolean | undefined;
}

/** Sessions ahead that are exported by default. */
export const HORIZONS: readonly number[] = [1, 5, 20];
