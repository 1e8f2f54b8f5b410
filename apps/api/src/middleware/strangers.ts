import { quoteInput } from "@lstm-predict/checks";
import type { RequestHandler } from "express";
import { ApiError } from "../problem.ts";

/**
 * Refuses requests for hosts besides `allowed` (`*`: all): a site that points its own name at this server would make a browser
 * believe that its pages and the server are of one origin.
 */
export function requireHost(allowed: readonly string[]): RequestHandler {
  if (allowed.includes("*")) return (_request, _response, next) => next();
  return ({ headers: { host = "" } }, _response, next) => {
    if (allowed.includes(host.replace(/:\d+$/, "").toLowerCase())) return next();
    const legal = allowed.join(", ");
    throw new ApiError("wrong-host", `Host is ${quoteInput(host)}: expected ${legal} (ALLOWED_HOSTS)`);
  };
}

/** Refuses what a request may expect besides `100-continue`. */
export const requireKnownExpectation: RequestHandler = ({ headers: { expect } }, _response, next) => {
  if (expect === undefined || expect.toLowerCase() === "100-continue") return next();
  throw new ApiError("expectation-failed", `Expect is ${quoteInput(expect)}: expected 100-continue`);
};
