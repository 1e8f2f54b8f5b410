/** Stable codes of a PreprocessingError. */
export type PreprocessingErrorCode =
  | "bad_option"
  | "bad_shape"
  | "bad_state"
  | "bad_value"
  | "missing_covariate"
  | "too_few_bars";

/** The error class of this package: `code` is stable, the message quotes the bad value and says what is legal. */
export class PreprocessingError extends Error {
  override readonly name = "PreprocessingError";
  readonly code: PreprocessingErrorCode;

  constructor(code: PreprocessingErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
