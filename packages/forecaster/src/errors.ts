export type ForecastErrorCode = "bad_window" | "unsupported_model";

/** Any refusal of this package; the message is one line and quotes the value. */
export class ForecastError extends Error {
  override readonly name = "ForecastError";
  readonly code: ForecastErrorCode;
  /** Where in the window the fault is, such as `[12, 2]`: row 12, column 2. Empty for a fault of the whole. */
  readonly path: readonly number[];

  constructor(code: ForecastErrorCode, message: string, path: readonly number[] = []) {
    super(message);
    this.code = code;
    this.path = path;
  }
}
