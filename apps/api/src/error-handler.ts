import type { ErrorRequestHandler, Request } from "express";
import type { Logger } from "./log.ts";
import type { Metrics } from "./metrics.ts";
import { requestIdOf } from "./middleware/observe.ts";
import { ApiError, problemDetails } from "./problem.ts";

/** Answers every path that has no route. */
export function notFound(request: Request): never {
  throw new ApiError("not-found", `nothing at ${request.path}: GET / lists what there is`);
}

/** Answers an error with application/problem+json. Express recognises an error handler by its four parameters. */
export function errorHandler(log: Logger, metrics: Metrics): ErrorRequestHandler {
  return (error, request, response, next) => {
    const requestId = requestIdOf(response);
    const known = toApiError(error);
    // The log has the cause; the client must not learn internals.
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

/** The problem to answer with; undefined when the server itself is at fault. */
function toApiError(error: unknown): ApiError | undefined {
  if (error instanceof ApiError) return error;
  if (isClientError(error)) {
    return new ApiError("bad-request", error.message.replaceAll(/\s+/g, " "));
  }
  return undefined;
}

/** Whether this is an error of Express that a client caused, such as a path that cannot be decoded. */
function isClientError(error: unknown): error is Error {
  const status = error instanceof Error && "status" in error ? Number(error.status) : 500;
  return status >= 400 && status < 500;
}
