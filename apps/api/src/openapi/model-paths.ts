import type { ZodOpenApiPathsObject } from "zod-openapi";
import { Promotions, TestForecasts } from "../schemas/history.ts";
import { ModelCard } from "../schemas/model-card.ts";
import { ModelsResponse } from "../schemas/models.ts";
import { ERRORS, failures } from "./errors.ts";
import { SECURITY, success, symbolPath } from "./operation.ts";

/** The operations that show the served models; `symbol` fills the examples. */
export function modelPaths(symbol: string): ZodOpenApiPathsObject {
  return {
    "/models": {
      get: {
        operationId: "listModels",
        tags: ["models"],
        summary: "List the served models with their test scores",
        security: SECURITY,
        responses: {
          200: success("The champion of every symbol.", ModelsResponse),
          ...failures("/models", ERRORS.models),
        },
      },
    },
    "/models/{symbol}": {
      get: {
        operationId: "modelCard",
        tags: ["models"],
        summary: "Show a model's card: data, scores beside naive, calibration, training",
        security: SECURITY,
        requestParams: { path: symbolPath(symbol) },
        responses: {
          200: success("The champion of this symbol.", ModelCard),
          ...failures(`/models/${symbol}`, ERRORS.model),
        },
      },
    },
    "/models/{symbol}/forecasts": {
      get: {
        operationId: "testForecasts",
        tags: ["models"],
        summary: "List a model's forecasts on its test span, beside naive and the actual close",
        security: SECURITY,
        requestParams: { path: symbolPath(symbol) },
        responses: {
          200: success("Every day of the champion's test span.", TestForecasts),
          ...failures(`/models/${symbol}/forecasts`, ERRORS.model),
        },
      },
    },
    "/models/{symbol}/promotions": {
      get: {
        operationId: "promotions",
        tags: ["models"],
        summary: "List which versions of a model were promoted or refused, and why",
        security: SECURITY,
        requestParams: { path: symbolPath(symbol) },
        responses: {
          200: success("Every decision about this symbol.", Promotions),
          ...failures(`/models/${symbol}/promotions`, ERRORS.promotions),
        },
      },
    },
  };
}
