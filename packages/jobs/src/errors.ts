/** Stable codes of a JobError. */
export type JobErrorCode =
  | "bad_job"
  | "bad_queue"
  | "bad_schedule"
  | "bars_changed"
  | "claim_lost"
  | "job_version"
  | "other_store"
  | "process_ended"
  | "queue_denied"
  | "queue_full"
  | "queue_unfit"
  | "queue_unreachable"
  | "stalled"
  | "unknown_job"
  | "webhook";

/** The error class of this package: `code` is stable, the message says what to do. */
export class JobError extends Error {
  override readonly name = "JobError";
  readonly code: JobErrorCode;

  constructor(code: JobErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
