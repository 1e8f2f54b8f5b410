import type { RequestHandler } from "express";

/** Headers of answers that scripts of other origins may read, besides those that the Fetch standard always shows. */
const EXPOSED = "RateLimit, RateLimit-Policy, Retry-After, Server-Timing, X-Request-Id";
const PREFLIGHT = {
  "Access-Control-Allow-Methods": "GET, HEAD, POST",
  "Access-Control-Allow-Headers": "Authorization, Content-Type, X-API-Key, X-Request-Id",
  "Access-Control-Max-Age": "600",
};

/**
 * Lets pages of `origins` read the answers; `*` stands for every origin.
 *
 * Credentials of the browser (cookies) are never allowed: the API has none, and a key is a header that the page itself sends.
 * Each route answers the preflight request (OPTIONS) as it answers every OPTIONS.
 */
export function cors(origins: readonly string[]): RequestHandler {
  const all = origins.includes("*");
  return (request, response, next) => {
    const { origin } = request.headers;
    if (!all) response.vary("Origin");
    if (origin !== undefined && (all || origins.includes(origin))) {
      response.set("Access-Control-Allow-Origin", all ? "*" : origin);
      if (request.method === "OPTIONS") response.set(PREFLIGHT);
      else response.set("Access-Control-Expose-Headers", EXPOSED);
    }
    next();
  };
}

/** Answers the preflight request of a path that has no route, so that the page can read why: the 404. */
export const answerPreflight: RequestHandler = (request, response, next) => {
  if (request.method === "OPTIONS" && response.hasHeader("Access-Control-Allow-Methods")) {
    response.status(204).end();
  } else next();
};
