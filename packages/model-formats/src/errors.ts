export type FormatErrorCode =
  | "bad_file"
  | "bad_scaler"
  | "too_large"
  | "unsupported_model"
  | "unsupported_volatility";

/** Any refusal of this package; the message is one line, names the file or the layer and says what is legal. */
export class FormatError extends Error {
  override readonly name = "FormatError";
  readonly code: FormatErrorCode;

  constructor(code: FormatErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
