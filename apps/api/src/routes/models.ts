import { readTestForecasts } from "@lstm-predict/artifacts";
import { Router } from "express";
import type { Champions } from "../champions/champions.ts";
import { cardOf, describeDecision, describeModel } from "../champions/model-card.ts";
import type { Promotions, TestForecasts } from "../schemas/history.ts";
import type { ModelsResponse } from "../schemas/models.ts";
import { TickerSymbol } from "../schemas/window.ts";
import { validate } from "../validate.ts";
import { resource } from "./resource.ts";

/** GET /models, and the routes of /models/{symbol}. */
export function modelRoutes(champions: Champions): Router {
  const router = Router();
  resource(router, "/models", {
    get: [
      (_request, response) => {
        const { defaultSymbol, served, broken } = champions;
        const models = served.map(describeModel);
        response.json({ defaultSymbol, models, broken } satisfies ModelsResponse);
      },
    ],
  });
  resource(router, "/models/:symbol", {
    get: [
      (request, response) => {
        const symbol = validate(TickerSymbol, request.params.symbol, ["symbol"]);
        response.json(cardOf(champions.find(symbol)));
      },
    ],
  });
  resource(router, "/models/:symbol/forecasts", {
    get: [
      async (request, response) => {
        const symbol = validate(TickerSymbol, request.params.symbol, ["symbol"]);
        const { dir, champion, forecaster } = champions.find(symbol);
        const days = await readTestForecasts(dir, forecaster.metadata);
        const { version } = champion;
        response.json({ symbol, version, days } satisfies TestForecasts);
      },
    ],
  });
  resource(router, "/models/:symbol/promotions", {
    get: [
      async (request, response) => {
        const symbol = validate(TickerSymbol, request.params.symbol, ["symbol"]);
        champions.find(symbol);
        const decisions = (await champions.promotions(symbol)).map(describeDecision);
        response.json({ symbol, decisions } satisfies Promotions);
      },
    ],
  });
  return router;
}
