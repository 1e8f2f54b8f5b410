/**
 * - `bad_space`: a search space is not legal
 * - `bad_option`: an option of a search is not legal
 */
export type TuningErrorCode = "bad_space" | "bad_option";

/** The error class of this package: `code` is stable, the message quotes the value and says what is legal. */
export class TuningError extends Error {
  override readonly name = "TuningError";
  readonly code: TuningErrorCode;

  constructor(code: TuningErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
