export type JobErrorCode = "bars_changed" | "process_ended";

/** What this package throws; `code` is stable, the message says what to do. */
export class JobError extends Error {
  override readonly name = "JobError";
  readonly code: JobErrorCode;

  constructor(code: JobErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
