import { type RequestHandler, type Response, Router } from "express";
import { sendJson } from "../compression.ts";
import type { Timing } from "../forecast/answer.ts";
import { forecastSymbol } from "../forecast/symbol.ts";
import { predict, predictBulk } from "../forecast/windows.ts";
import type { Metrics, Stage } from "../metrics.ts";
import { jsonBody, jsonText } from "../middleware/json-body.ts";
import type { Charge } from "../middleware/rate-limit.ts";
import { TickerSymbol } from "../schemas/window.ts";
import type { Service } from "../service.ts";
import { validate } from "../validate.ts";
import { resource } from "./resource.ts";

/** Limit of a body: room for a window of about 900 rows at full precision. */
export const PREDICT_BYTES = 100 * 1024;
/** The same for POST /predict/batch: room for 256 windows of about 140 rows. */
export const BULK_BYTES = 4 * 1024 * 1024;

/** POST /predict, POST /predict/batch and GET /forecast/{symbol}, each behind `guards`. */
export function forecastRoutes(
  service: Service,
  metrics: Metrics,
  charge: Charge,
  guards: RequestHandler[],
): Router {
  const router = Router();
  resource(router, "/predict", {
    guards,
    post: [
      ...jsonBody(PREDICT_BYTES),
      async (request, response) => {
        const timing = startTiming(response);
        const answer = await predict(service, request.body, timing);
        tell(response, metrics, timing);
        // Not `json`, which also looks for settings, ETag and freshness: a twentieth of the time of a request.
        response.setHeader("Content-Type", "application/json; charset=utf-8");
        response.end(JSON.stringify(answer));
      },
    ],
  });
  resource(router, "/predict/batch", {
    guards,
    post: [
      ...jsonText(BULK_BYTES),
      async (request, response) => {
        const timing = startTiming(response);
        // The first one was charged on entry.
        const chargeRest = (windows: number) =>
          windows > 1 ? charge(response, windows - 1) : Promise.resolve();
        const answer = await predictBulk(service, request.body ?? "", timing, chargeRest);
        tell(response, metrics, timing);
        await sendJson(request, response, answer);
      },
    ],
  });
  resource(router, "/forecast/:symbol", {
    guards,
    get: [
      async (request, response) => {
        const timing: Timing = {};
        const symbol = validate(TickerSymbol, request.params.symbol, ["symbol"]);
        const answer = await forecastSymbol(service, symbol, timing);
        tell(response, metrics, timing);
        response.json(answer);
      },
    ],
  });
  return router;
}

/** Begins with the time to read the request, most of all its body. */
function startTiming(response: Response): Timing {
  return { read: performance.now() - response.locals.began };
}

/** Tells the metrics and the header Server-Timing where the time went. */
function tell(response: Response, metrics: Metrics, timing: Timing): void {
  for (const stage of ["read", "validate", "bars"] as const satisfies Stage[]) {
    if (timing[stage] !== undefined) metrics.stage(stage, timing[stage]);
  }
  const entries = Object.entries(timing).map(([stage, ms]) => `${stage};dur=${ms.toFixed(3)}`);
  response.setHeader("Server-Timing", entries.join(", "));
}
