import { readTestForecasts } from "@lstm-predict/artifacts";
import type { RequestHandler, Router } from "express";
import { cardOf, describeDecision, describeModel } from "../champions/model-card.ts";
import { sendJson } from "../compression.ts";
import type { Promotions, TestForecasts } from "../schemas/history.ts";
import type { ModelCard } from "../schemas/model-card.ts";
import type { ModelsResponse } from "../schemas/models.ts";
import { TickerSymbol } from "../schemas/window.ts";
import type { Service } from "../service.ts";
import { validate } from "../validate.ts";
import { resource, strictRouter } from "./resource.ts";

/** GET /models, and the routes of /models/{symbol}, each behind `guards`. */
export function modelRoutes(
  { champions, record }: Pick<Service, "champions" | "record">,
  guards: RequestHandler[],
): Router {
  const router = strictRouter();
  resource(router, "/models", {
    guards,
    get: [
      (request, response) => {
        const { defaultSymbol, served, broken } = champions;
        const models = served.map(describeModel);
        return sendJson(request, response, { defaultSymbol, models, broken } satisfies ModelsResponse);
      },
    ],
  });
  resource(router, "/models/:symbol", {
    guards,
    get: [
      async (request, response) => {
        const symbol = validate(TickerSymbol, request.params.symbol, ["symbol"]);
        const served = champions.find(symbol);
        const live = await record.ofVersion(symbol, served.champion.version);
        await sendJson(request, response, { ...cardOf(served), live } satisfies ModelCard);
      },
    ],
  });
  resource(router, "/models/:symbol/forecasts", {
    guards,
    get: [
      async (request, response) => {
        const symbol = validate(TickerSymbol, request.params.symbol, ["symbol"]);
        const { dir, champion, forecaster } = champions.find(symbol);
        const days = await readTestForecasts(dir, forecaster.metadata);
        const { version } = champion;
        await sendJson(request, response, { symbol, version, days } satisfies TestForecasts);
      },
    ],
  });
  resource(router, "/models/:symbol/promotions", {
    guards,
    get: [
      async (request, response) => {
        const symbol = validate(TickerSymbol, request.params.symbol, ["symbol"]);
        const decisions = (await champions.promotions(symbol)).map(describeDecision);
        // Also of a symbol whose only models were refused; else the error says that there is no model.
        if (decisions.length === 0) champions.find(symbol);
        await sendJson(request, response, { symbol, decisions } satisfies Promotions);
      },
    ],
  });
  return router;
}
