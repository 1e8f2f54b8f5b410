export type NativeErrorCode = "not_installed" | "not_built" | "broken" | "build_failed";

/** What keeps TensorFlow from running natively, and what to do about it. */
export class NativeError extends Error {
  readonly code: NativeErrorCode;

  constructor(code: NativeErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "NativeError";
    this.code = code;
  }
}
