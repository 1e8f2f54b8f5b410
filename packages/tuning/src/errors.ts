/**
 * - `bad_space`: a search space is not legal
 * - `bad_option`: an option of a search is not legal
 * - `too_few_bars`: before the test span are too few bars for the folds
 */
export type TuningErrorCode = "bad_space" | "bad_option" | "too_few_bars";

/** The error class of this package: `code` is stable, the message quotes the value and says what is legal. */
export class TuningError extends Error {
  override readonly name = "TuningError";
  readonly code: TuningErrorCode;

  constructor(code: TuningErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
