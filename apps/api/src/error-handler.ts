import type { NextFunction, Request, Response } from "express";
import { ApiError, problemDetails } from "./problem.ts";

/** Answers for every path that no route knows. */
export function notFound(request: Request): never {
  throw new ApiError("not-found", `nothing at ${request.path}: GET / lists what there is`);
}

/** Turns whatever a handler threw into application/problem+json. Express knows it by its four arguments. */
export function errorHandler(error: unknown, request: Request, response: Response, next: NextFunction): void {
  if (response.headersSent) {
    next(error);
    return;
  }
  const problem = problemDetails(toApiError(error), request.originalUrl);
  response.status(problem.status).type("application/problem+json").send(JSON.stringify(problem));
}

/** What express and its body parser throw: an `http-errors` object. */
interface HttpError extends Error {
  status: number;
  type?: string;
  limit?: number;
}

function toApiError(error: unknown): ApiError {
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
  // The cause is for the operator; the client learns nothing about the inside.
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  return new ApiError("internal-error", "the request could not be answered; the server's log has the reason");
}

function isClientError(error: unknown): error is HttpError {
  const status = error instanceof Error && "status" in error ? Number(error.status) : 500;
  return status >= 400 && status < 500;
}
