import { symbolArgument } from "@lstm-predict/bars";
import type { ProblemDetails } from "./schemas/problem.ts";

/** Every kind of problem (RFC 9457) by its code; `type` is `/problems/<code>`. */
export const PROBLEMS = {
  "bad-request": { status: 400, title: "The request cannot be read" },
  "malformed-json": { status: 400, title: "The body is not valid JSON" },
  unauthorized: { status: 401, title: "No valid API key" },
  "unknown-symbol": { status: 404, title: "No model for this symbol" },
  "not-found": { status: 404, title: "No such resource" },
  "method-not-allowed": { status: 405, title: "The resource does not answer this method" },
  "request-timeout": { status: 408, title: "The request did not arrive in time" },
  "body-too-large": { status: 413, title: "The body is too large" },
  "unsupported-media-type": { status: 415, title: "The body is not application/json" },
  "expectation-failed": { status: 417, title: "The request expects what the server does not do" },
  "wrong-host": { status: 421, title: "The request is for another host" },
  "invalid-request": { status: 422, title: "The request has invalid values" },
  "old-bars": { status: 422, title: "The model was trained on later bars" },
  "rate-limited": { status: 429, title: "Too many forecasts" },
  "headers-too-large": { status: 431, title: "The request's head is too large" },
  "internal-error": { status: 500, title: "The server failed" },
  "no-model": { status: 503, title: "No model is served" },
  "broken-model": { status: 503, title: "The model cannot be loaded" },
  "no-bars": { status: 503, title: "No daily bars to forecast from" },
  "no-store": { status: 503, title: "The store of the models cannot be read" },
  "no-record": { status: 503, title: "The record of forecasts cannot be read" },
  overloaded: { status: 503, title: "More is waiting than can be answered" },
  stopping: { status: 503, title: "The server is ending" },
} as const;

export type ProblemCode = keyof typeof PROBLEMS;

type Extensions = Pick<ProblemDetails, "errors" | "symbols">;

/** The only error class of this package: `code` selects the problem, the message is its `detail`. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly code: ProblemCode;
  readonly extensions: Extensions;
  /** HTTP headers of the answer, such as `Retry-After`. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: ProblemCode,
    detail: string,
    { headers = {}, ...extensions }: Extensions & { headers?: Record<string, string> } = {},
  ) {
    super(detail);
    this.code = code;
    this.extensions = extensions;
    this.headers = headers;
  }
}

/** The problem that the server has too much to do; `why` is the first part of its detail. */
export function overloaded(why: string): ApiError {
  return new ApiError("overloaded", `${why}: try again in a second`, { headers: { "Retry-After": "1" } });
}

/** The problem that no model of `symbol` is served: none was trained, or the first was refused. Without `symbol`: none at all. */
export function noModel(symbol?: string): ApiError {
  if (symbol === undefined)
    return new ApiError("no-model", "no model is served: run pnpm train --symbol AAPL");
  const why = `GET /models/${encodeURIComponent(symbol)}/promotions says why`;
  return new ApiError(
    "no-model",
    `no model of ${symbol} is served: run pnpm train --symbol ${symbolArgument(symbol)}; if one was refused, ${why}`,
  );
}

/** The body of an error answer; `instance` is the path of the request. */
export function problemDetails(error: ApiError, instance: string, requestId: string): ProblemDetails {
  const { status, title } = PROBLEMS[error.code];
  return {
    type: `/problems/${error.code}`,
    title,
    status,
    detail: error.message,
    instance,
    requestId,
    ...error.extensions,
  };
}
