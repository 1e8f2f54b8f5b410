export type FusedLstmErrorCode = "bad_shape" | "unsupported";

export class FusedLstmError extends Error {
  readonly code: FusedLstmErrorCode;

  constructor(code: FusedLstmErrorCode, message: string) {
    super(message);
    this.name = "FusedLstmError";
    this.code = code;
  }
}
