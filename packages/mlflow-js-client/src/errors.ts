/** Stable codes; README.md explains each. */
export type MlflowErrorCode =
  | "bad_option"
  | "bad_value"
  | "unsafe_path"
  | "file_failed"
  | "spool_damaged"
  | "parent_pending"
  | "aborted"
  | "unreachable"
  | "timeout"
  | "tls"
  | "unauthorized"
  | "forbidden"
  | "host_refused"
  | "invalid"
  | "not_active"
  | "not_found"
  | "already_exists"
  | "conflict"
  | "rate_limited"
  | "server_error"
  | "invalid_state"
  | "not_implemented"
  | "artifacts_off"
  | "foreign_artifacts"
  | "bad_response";

export interface MlflowErrorDetails extends ErrorOptions {
  /** What to do about it. The message ends with it. */
  hint?: string | undefined;
  /** HTTP status, if the server answered. */
  status?: number | undefined;
  /** MLflow's `error_code`, if the response has one. */
  errorCode?: string | undefined;
  /** The server's Retry-After, in milliseconds. */
  retryAfterMs?: number | undefined;
}

/** The error class of this package. `code` is for programs; the message is one line that ends with a hint. */
export class MlflowError extends Error {
  override readonly name = "MlflowError";
  readonly code: MlflowErrorCode;
  readonly hint: string | undefined;
  readonly status: number | undefined;
  readonly errorCode: string | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(code: MlflowErrorCode, message: string, details: MlflowErrorDetails = {}) {
    const whole = details.hint ? `${message}: ${details.hint}` : message;
    super(whole.replaceAll(/\s*\n\s*/g, " "), details);
    this.code = code;
    this.hint = details.hint;
    this.status = details.status;
    this.errorCode = details.errorCode;
    this.retryAfterMs = details.retryAfterMs;
  }
}

/**
 * Whether the server does not have the endpoint: it is older than the feature, or something else than MLflow answers there.
 * MLflow answers 404 or 405 with a web page then, a hosted MLflow with `ENDPOINT_NOT_FOUND` or 501; a proxy that lets known
 * paths through answers with 403 or another page of its own, such as a login page. MLflow's own refusals have an `error_code`.
 */
export function isMissingEndpoint(error: unknown): error is MlflowError {
  if (!(error instanceof MlflowError)) return false;
  const { code, status, errorCode } = error;
  if (code === "not_implemented" || errorCode === "ENDPOINT_NOT_FOUND") return true;
  if (status === undefined || errorCode !== undefined || status === 413) return false;
  return code === "not_found" || code === "invalid" || code === "forbidden" || code === "bad_response";
}

/** Whether `error` is an MlflowError with one of these codes. */
export function hasCode(error: unknown, ...codes: MlflowErrorCode[]): error is MlflowError {
  return error instanceof MlflowError && codes.includes(error.code);
}
