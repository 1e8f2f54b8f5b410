import type { ErrorRequestHandler, Request } from "express";
import type { Logger } from "./log.ts";
import type { Metrics } from "./metrics.ts";
import { requestIdOf } from "./middleware/observe.ts";
import { ApiError, problemDetails } from "./problem.ts";

/** Answers for every path that no route knows. */
export function notFound(request: Request): never {
  throw new ApiError("not-found", `nothing at ${request.path}: GET / lists what there is`);
}

/** Turns whatever a handler threw into application/problem+json. Express knows it by its four arguments. */
export function errorHandler(log: Logger, metrics: Metrics): ErrorRequestHandler {
  return (error, request, response, next) => {
    const requestId = requestIdOf(response);
    const known = toApiError(error);
    // The cause is for the operator; the client learns nothing about the inside.
    if (!known) log.error({ requestId, error }, `${request.method} ${request.path} failed`);
    const answer =
      known ??
      new ApiError("internal-error", "the request could not be answered; the server's log has the reason");
    metrics.errors.inc({ code: answer.code });
    if (response.headersSent) return next(error);
    const problem = problemDetails(answer, request.originalUrl, requestId);
    response.status(problem.status).set(answer.headers);
    response.type("application/problem+json").send(JSON.stringify(problem));
  };
}

/** What express and its body parser throw: an `http-errors` object. */
interface HttpError extends Error {
  status: number;
  type?: string;
  limit?: number;
}

/** Undefined for a fault of ours. */
function toApiError(error: unknown): ApiError | undefined {
  if (error instanceof ApiError) return error;
  if (isClientError(error)) {
    const message = error.message.replaceAll(/\s+/g, " ");
    switch (error.type) {
      case "entity.parse.failed":
        return new ApiError("malformed-json", message);
      case "entity.too.large":
        return new ApiError("body-too-large", `the body is larger than ${error.limit} bytes`);
      case "encoding.unsupported":
      case "charset.unsupported":
        return new ApiError("unsupported-media-type", message);
      default:
        return new ApiError("bad-request", message);
    }
  }
  return undefined;
}

function isClientError(error: unknown): error is HttpError {
  const status = error instanceof Error && "status" in error ? Number(error.status) : 500;
  return status >= 400 && status < 500;
}
