import { randomUUID } from "node:crypto";
import type { Request, RequestHandler, Response } from "express";
import type { Logger } from "../log.ts";
import type { Metrics } from "../metrics.ts";

/** A request id of a client or a proxy that is safe in a log; any other is replaced. */
const SAFE_ID = /^[\w.-]{1,64}$/;
/** Routes that machines ask every few seconds: logged at level debug. */
const QUIET = new Set(["/health", "/ready", "/metrics"]);

/** Gives every request an id, and logs and counts it once its answer is complete. */
export function observe(log: Logger, metrics: Metrics): RequestHandler {
  return (request, response, next) => {
    const began = performance.now();
    const given = request.headers["x-request-id"];
    const requestId = typeof given === "string" && SAFE_ID.test(given) ? given : randomUUID();
    response.locals.requestId = requestId;
    response.locals.began = began;
    response.setHeader("X-Request-Id", requestId);
    metrics.inFlight.inc();
    response.once("close", () => {
      const ms = performance.now() - began;
      metrics.inFlight.dec();
      const route = routeOf(request);
      const status = response.writableFinished ? response.statusCode : 499; // As nginx: the client closed the connection.
      metrics.requests.labels(request.method, route, String(status)).observe(ms / 1000);
      const level = QUIET.has(route) ? "debug" : "info";
      if (!log.isLevelEnabled(level)) return;
      const { method, path } = request;
      const { client } = response.locals;
      log[level](
        { requestId, method, path, status, ms: Math.round(ms * 1000) / 1000, client },
        `${method} ${path} ${status} ${ms.toFixed(1)} ms`,
      );
    });
    next();
  };
}

export function requestIdOf(response: Response): string {
  return response.locals.requestId;
}

/** The pattern of the route, not the path: each path would be a time series. */
function routeOf(request: Request): string {
  return request.route?.path ?? "unmatched";
}
