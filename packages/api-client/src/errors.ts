import type { ProblemCode, ProblemDetails } from "./openapi.ts";

/**
 * The last part of a problem's type (a later version may have others), or a failure without problem details: `unreachable` without
 * an answer, `not-json` for an answer of something else, `bad-url` and `bad-key` for options that cannot be sent.
 */
export type ApiErrorCode =
  | ProblemCode
  | ("unreachable" | "not-json" | "bad-url" | "bad-key")
  | (string & Record<never, never>);

/** A request that got no answer of the API, or a problem; the message is one line. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly code: ApiErrorCode;
  /** HTTP status; undefined without an answer. */
  readonly status: number | undefined;
  /** Problem details (RFC 9457); undefined if the answer had none. */
  readonly problem: ProblemDetails | undefined;
  /** Seconds after which to try again; undefined if the API says nothing of that. */
  readonly retryAfter: number | undefined;

  constructor(
    code: ApiErrorCode,
    message: string,
    { status, problem, retryAfter, cause }: Partial<Omit<ApiError, "code" | "message">> = {},
  ) {
    super(message, { cause });
    this.code = code;
    this.status = status;
    this.problem = problem;
    this.retryAfter = retryAfter;
  }
}
