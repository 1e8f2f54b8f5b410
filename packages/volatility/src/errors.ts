/** Stable codes of a VolatilityError. */
export type VolatilityErrorCode =
  | "bad_option"
  | "bad_shape"
  | "bad_state"
  | "bad_value"
  | "missing_external"
  | "missing_market"
  | "too_few_rows";

/** The error class of this package: `code` is stable, the message quotes the bad value and says what is legal. */
export class VolatilityError extends Error {
  override readonly name = "VolatilityError";
  readonly code: VolatilityErrorCode;

  constructor(code: VolatilityErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
