import type { RequestHandler, Response } from "express";
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { ApiError } from "../problem.ts";

const WINDOW_SECONDS = 60;

/** Charges the client of `response` for forecasts; rejects with ApiError `rate-limited`. */
export type Charge = (response: Response, forecasts: number) => Promise<void>;

/** Allows `perMinute` forecasts a minute to each client, as `authenticate` named it; 0: no limit. */
export function rateLimit(perMinute: number): { charge: Charge; chargeOne: RequestHandler } {
  const limiter = new RateLimiterMemory({ points: perMinute, duration: WINDOW_SECONDS });
  const charge: Charge = async (response, forecasts) => {
    if (perMinute === 0) return;
    try {
      tell(response, await limiter.consume(response.locals.client, forecasts));
    } catch (state) {
      if (!(state instanceof RateLimiterRes)) throw state;
      tell(response, state);
      const seconds = Math.ceil(state.msBeforeNext / 1000);
      throw new ApiError(
        "rate-limited",
        `${perMinute} forecasts a minute are allowed: try again in ${seconds} s`,
        { headers: { "Retry-After": String(seconds) } },
      );
    }
  };
  const tell = (response: Response, { remainingPoints, msBeforeNext }: RateLimiterRes) => {
    // draft-ietf-httpapi-ratelimit-headers
    response.setHeader("RateLimit-Policy", `"minute";q=${perMinute};w=${WINDOW_SECONDS}`);
    response.setHeader("RateLimit", `"minute";r=${remainingPoints};t=${Math.ceil(msBeforeNext / 1000)}`);
  };
  if (perMinute === 0) return { charge, chargeOne: (_request, _response, next) => next() };
  return {
    charge,
    chargeOne: async (_request, response, next) => {
      await charge(response, 1);
      next();
    },
  };
}
