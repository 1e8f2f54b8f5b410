/**
 * - `bad_config`: a field of the configuration is not legal
 * - `bad_weights`: weights do not fit the model
 * - `diverged`: a loss is not finite
 */
export type ModelErrorCode = "bad_config" | "bad_weights" | "diverged";

/** The error class of this package: `code` is stable, the message quotes the bad value and says what is legal. */
export class ModelError extends Error {
  readonly code: ModelErrorCode;

  constructor(code: ModelErrorCode, message: string) {
    super(message);
    this.name = "ModelError";
    this.code = code;
  }
}
