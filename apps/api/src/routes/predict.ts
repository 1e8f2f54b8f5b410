import type { RequestHandler, Response, Router } from "express";
import type * as z from "zod";
import { Bodies } from "../bodies/bodies.ts";
import { BodyPool } from "../bodies/body-pool.ts";
import { parseJson } from "../bodies/parse-json.ts";
import { sendJson } from "../compression.ts";
import type { Timing } from "../forecast/answer.ts";
import { forecastSymbol } from "../forecast/symbol.ts";
import { predict, predictBulk } from "../forecast/windows.ts";
import {
  BULK_BYTES,
  BULK_POOL_BYTES,
  EXPLANATION_FORECASTS,
  PREDICT_BYTES,
  PREDICT_POOL_BYTES,
} from "../limits.ts";
import type { Metrics, Stage } from "../metrics.ts";
import type { Charge } from "../middleware/rate-limit.ts";
import { ExplainQuery } from "../schemas/explanation.ts";
import { ForecastQueryShell } from "../schemas/horizon.ts";
import { TickerSymbol } from "../schemas/window.ts";
import type { Service } from "../service.ts";
import { validate } from "../validate.ts";
import { resource, strictRouter } from "./resource.ts";

/** POST /predict, POST /predict/batch and GET /forecast/{symbol}, each behind `guards`. */
export function forecastRoutes(
  service: Service,
  metrics: Metrics,
  charge: Charge,
  guards: RequestHandler[],
): Router {
  const router = strictRouter();
  const single = new Bodies({ limit: PREDICT_BYTES, pool: new BodyPool(PREDICT_POOL_BYTES), charge });
  const bulk = new Bodies({ limit: BULK_BYTES, pool: new BodyPool(BULK_POOL_BYTES), charge });
  /** What charges for an explanation, if a query asks for one; it throws ApiError `rate-limited`. */
  const chargeWhy = ({ explain }: z.infer<typeof ExplainQuery>, response: Response) =>
    explain === "1" || explain === "true"
      ? () => charge(response, EXPLANATION_FORECASTS, { refusedIsFree: true })
      : undefined;
  resource(router, "/predict", {
    guards,
    post: [
      async (request, response) => {
        const chargeExplanation = chargeWhy(validate(ExplainQuery, request.query), response);
        const body = await single.read(request, response, parseJson);
        const timing = startTiming(response);
        const answer = await predict(service, body, { chargeExplanation }, timing);
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
      async (request, response) => {
        const { body, timing } = await bulk.read(request, response, async (bytes) => {
          const timing = startTiming(response);
          const began = performance.now();
          const body = await service.bulkReader.read(bytes, response.locals.client);
          return { body, timing: { ...timing, validate: performance.now() - began } as Timing };
        });
        charge(response, body.lengths.length);
        const answer = await predictBulk(service, body, timing);
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
        const { horizon: horizons, ...query } = validate(ForecastQueryShell, request.query);
        const chargeExplanation = chargeWhy(query, response);
        const answer = await forecastSymbol(service, symbol, { horizons, chargeExplanation }, timing);
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
