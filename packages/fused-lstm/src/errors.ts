export type FusedLstmErrorCode =
  | "bad_shape"
  | "bad_threads"
  | "thread_failed"
  | "unsupported"
  | "used_reserve";

export class FusedLstmError extends Error {
  readonly code: FusedLstmErrorCode;

  constructor(code: FusedLstmErrorCode, message: string) {
    super(message);
    this.name = "FusedLstmError";
    this.code = code;
  }
}
