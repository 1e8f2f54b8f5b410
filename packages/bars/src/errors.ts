/** Stable codes of a BarsError. */
export type BarsErrorCode = "bad_symbol" | "bad_value" | "too_few_bars";

/** The error class of this package: `code` is stable, the message quotes the bad value and says what is legal. */
export class BarsError extends Error {
  override readonly name = "BarsError";
  readonly code: BarsErrorCode;

  constructor(code: BarsErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
