import { quoteInput } from "@lstm-predict/checks";
import type { Request, Response } from "express";
import { FORECAST_BYTES } from "../limits.ts";
import type { Charge } from "../middleware/rate-limit.ts";
import { ApiError } from "../problem.ts";
import type { BodyPool } from "./body-pool.ts";
import { readBody } from "./read-body.ts";

interface BodiesOptions {
  /** Bytes of one body, inflated. */
  limit: number;
  /** Room for the bodies of all requests. */
  pool: BodyPool;
  charge: Charge;
}

/** Reads the JSON bodies of a route, so that what they cost is bounded before anything parses them. */
export class Bodies {
  readonly #options: BodiesOptions;

  constructor(options: BodiesOptions) {
    this.#options = options;
  }

  /**
   * Reads the body of `request` and returns what `parse` makes of its bytes, which count until then.
   * Charges the client for a body that is as large as that of several forecasts.
   * Rejects with ApiError `unsupported-media-type`, `rate-limited`, and as `readBody`, `BodyPool` and `parse` do.
   */
  async read<T>(request: Request, response: Response, parse: (bytes: Buffer) => T | Promise<T>): Promise<T> {
    const { limit, pool, charge } = this.#options;
    requireJson(request);
    const held = pool.hold(response.locals.client);
    try {
      const bytes = await readBody(request, limit, held.take);
      if (bytes.length > FORECAST_BYTES) charge(response, Math.ceil(bytes.length / FORECAST_BYTES));
      return await parse(bytes);
    } finally {
      held.release();
    }
  }
}

/** Throws unless the request has a body that is declared as JSON: the client is told that its header is wrong. */
function requireJson(request: Request): void {
  const matched = request.is("application/json");
  if (matched === null) throw new ApiError("malformed-json", "the body is empty: expected a JSON object");
  const type = request.get("Content-Type");
  if (matched === false) {
    const found = type === undefined ? "is missing" : `is ${quoteInput(type)}`;
    throw new ApiError("unsupported-media-type", `Content-Type ${found}: expected application/json`);
  }
  const [, charset] = /;\s*charset\s*=\s*"?([^\s;"]*)/i.exec(type!) ?? [];
  if (charset === undefined || /^utf-?8$/i.test(charset)) return;
  throw new ApiError("unsupported-media-type", `the charset is ${quoteInput(charset)}: expected utf-8`);
}
