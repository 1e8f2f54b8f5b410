/** Stable codes of a TrackRecordError. */
export type TrackRecordErrorCode =
  | "bad_store"
  | "bad_value"
  | "closed"
  | "damaged"
  | "denied"
  | "failed"
  | "full"
  | "locked"
  | "newer"
  | "tampered"
  | "unreachable";

/** The error class of this package: `code` is stable, the one-line message names the place without its credentials. */
export class TrackRecordError extends Error {
  override readonly name = "TrackRecordError";
  readonly code: TrackRecordErrorCode;

  constructor(code: TrackRecordErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
