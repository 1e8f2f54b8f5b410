import type { RequestHandler, Response } from "express";
import { ApiError } from "../problem.ts";
import { RateLimiter } from "../rate-limiter.ts";

const WINDOW_SECONDS = 60;

/**
 * Charges the client of `response` for `forecasts` in all, those before included; throws ApiError `rate-limited`, after which only
 * those before are charged if `refusedIsFree`.
 */
export type Charge = (response: Response, forecasts: number, options?: { refusedIsFree?: boolean }) => void;

interface RateLimit {
  charge: Charge;
  /** Charges each request for one forecast. */
  chargeOne: RequestHandler;
  /** Charges only requests without a valid key for one. */
  chargeStranger: RequestHandler;
}

/** Allows `perMinute` forecasts a minute to each client, as `authenticate` named it; 0: no limit. */
export function rateLimit(perMinute: number): RateLimit {
  if (perMinute === 0) {
    const free: RequestHandler = (_request, _response, next) => next();
    return { charge: () => {}, chargeOne: free, chargeStranger: free };
  }
  const limiter = new RateLimiter({ windowMs: WINDOW_SECONDS * 1000 });
  const charge: Charge = (response, forecasts, { refusedIsFree = false } = {}) => {
    const { client, charged = 0 } = response.locals;
    if (forecasts <= charged) return;
    response.locals.charged = forecasts;
    const points = forecasts - charged;
    const { used: asked, leftMs } = limiter.use(client, points);
    const isRefused = asked > perMinute;
    const { used } = isRefused && refusedIsFree ? limiter.use(client, -points) : { used: asked };
    const seconds = Math.ceil(leftMs / 1000);
    // draft-ietf-httpapi-ratelimit-headers
    response.setHeader("RateLimit-Policy", `"minute";q=${perMinute};w=${WINDOW_SECONDS}`);
    response.setHeader("RateLimit", `"minute";r=${Math.max(0, perMinute - used)};t=${seconds}`);
    if (!isRefused) return;
    throw new ApiError(
      "rate-limited",
      `${perMinute} forecasts a minute are allowed: try again in ${seconds} s`,
      { headers: { "Retry-After": String(seconds) } },
    );
  };
  return {
    charge,
    chargeOne: (_request, response, next) => {
      charge(response, 1);
      next();
    },
    chargeStranger: (_request, response, next) => {
      if (response.locals.unauthorized) charge(response, 1);
      next();
    },
  };
}
