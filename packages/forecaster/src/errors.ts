/** Stable codes of a ForecastError. */
export type ForecastErrorCode = "bad_window" | "unsupported_model" | "old_bars";

/** The error class of this package: `code` is stable, the message is one line and quotes the bad value. */
export class ForecastError extends Error {
  override readonly name = "ForecastError";
  readonly code: ForecastErrorCode;
  /** Where the fault is in the window: `[12, 2]` is row 12, column 2; empty for the window as a whole. */
  readonly path: readonly number[];

  constructor(code: ForecastErrorCode, message: string, path: readonly number[] = []) {
    super(message);
    this.code = code;
    this.path = path;
  }
}
