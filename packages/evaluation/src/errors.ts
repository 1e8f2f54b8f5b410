/** Stable codes of an EvaluationError. */
export type EvaluationErrorCode = "bad_baseline" | "bad_forecast" | "bad_name";

/** The error class of this package: `code` is stable, the message quotes the bad value and says what is legal. */
export class EvaluationError extends Error {
  override readonly name = "EvaluationError";
  readonly code: EvaluationErrorCode;

  constructor(code: EvaluationErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
