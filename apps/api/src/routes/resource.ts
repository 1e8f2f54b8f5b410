import { type RequestHandler, Router } from "express";
import { ApiError } from "../problem.ts";

interface Handlers {
  /** Run before the handlers of every method but OPTIONS. */
  guards?: RequestHandler[];
  get?: RequestHandler[];
  post?: RequestHandler[];
}

/** A router that knows each path in one spelling: it has no other case, and no slash at the end. */
export function strictRouter(): Router {
  return Router({ caseSensitive: true, strict: true });
}

/** Mounts the handlers of one path; any other method is answered with 405 and `Allow`. */
export function resource(router: Router, path: string, { guards = [], get = [], post = [] }: Handlers): void {
  const route = router.route(path);
  const allowed = [
    ...(get.length > 0 ? ["GET", "HEAD"] : []),
    ...(post.length > 0 ? ["POST"] : []),
    "OPTIONS",
  ];
  // Before the guards: a browser sends its preflight request without a key.
  route.options((_request, response) => {
    response.set("Allow", allowed.join(", ")).status(204).end();
  });
  if (guards.length > 0) route.all(...guards);
  if (post.length > 0) route.post(...post);
  if (get.length > 0) route.get(...get);
  route.all((request, response) => {
    response.set("Allow", allowed.join(", "));
    throw new ApiError(
      "method-not-allowed",
      `${path} does not answer ${request.method}: expected ${allowed.join(", ")}`,
    );
  });
}
