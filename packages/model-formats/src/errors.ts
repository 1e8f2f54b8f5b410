/**
 * - `bad_file`: the model's file is damaged, incomplete, or no Keras model
 * - `bad_scaler`: the scaler's file is not legal, or for another network
 * - `too_large`: a file, or a file in the archive, is larger than any model of this program
 * - `unsupported_model`: a layer, activation or shape that this program cannot run
 * - `unsupported_volatility`: an error bar that cannot be exported to ONNX
 */
export type FormatErrorCode =
  | "bad_file"
  | "bad_scaler"
  | "too_large"
  | "unsupported_model"
  | "unsupported_volatility";

/** The error class of this package. The message is one line that names the file or layer and says what is legal. */
export class FormatError extends Error {
  override readonly name = "FormatError";
  readonly code: FormatErrorCode;

  constructor(code: FormatErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
