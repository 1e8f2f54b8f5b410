import * as z from "zod";
import { createDocument, type ZodOpenApiPathsObject, type ZodOpenApiResponseObject } from "zod-openapi";
import manifest from "../../package.json" with { type: "json" };
import { exampleRows } from "../champions/example.ts";
import { BarsQuery, SymbolBars } from "../schemas/bars.ts";
import {
  BatchRequest,
  BatchResponse,
  PredictRequest,
  PredictResponse,
  SymbolForecast,
} from "../schemas/forecast.ts";
import { HealthResponse, ReadyResponse } from "../schemas/health.ts";
import { Promotions, TestForecasts } from "../schemas/history.ts";
import { ModelCard } from "../schemas/model-card.ts";
import { ModelsResponse } from "../schemas/models.ts";
import { TickerSymbol } from "../schemas/window.ts";
import { ERRORS, failures } from "./errors.ts";

const DESCRIPTION = `Forecasts the next close of a stock from its last daily bars, beside the naive forecast.

**Versions.** Within a major version answers only gain members and endpoints, so ignore what you do not know; new values of
\`target\` count as such. What is to go is marked \`deprecated\` here and answered with the headers \`Deprecation\` (RFC 9745) and
\`Sunset\` (RFC 8594) for six months at least. Nothing is deprecated today.

**Errors** are problem details (RFC 9457); their \`type\` can be looked up.

**Keys.** Where the operator has configured API keys, send one as \`Authorization: Bearer KEY\` or \`X-API-Key: KEY\`.`;

/** With keys or without: the operator decides, the document does not know. */
const SECURITY = [{}, { bearer: [] }, { apiKey: [] }];

export interface DocumentOptions {
  /** Of a served model, so that the examples run as they are. */
  symbol?: string | undefined;
  window?: number | undefined;
}

/** The OpenAPI 3.1 document, made from the schemas that validate. */
export function openApiDocument({ symbol = "AAPL", window = 60 }: DocumentOptions = {}) {
  return createDocument({
    openapi: "3.1.1",
    info: {
      title: "lstm-predict",
      version: manifest.version,
      description: DESCRIPTION,
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/" }],
    tags: [
      { name: "forecast", description: "Ask a model." },
      { name: "models", description: "What is served." },
      { name: "service", description: "How the service is." },
    ],
    components: {
      securitySchemes: {
        bearer: { type: "http", scheme: "bearer" },
        apiKey: { type: "apiKey", in: "header", name: "X-API-Key" },
      },
    },
    paths: { ...forecastPaths(symbol, window), ...modelPaths(symbol), ...servicePaths() },
  });
}

function forecastPaths(symbol: string, window: number): ZodOpenApiPathsObject {
  const rows = exampleRows(window);
  return {
    "/predict": {
      post: {
        operationId: "predict",
        tags: ["forecast"],
        summary: "Forecast the next close",
        security: SECURITY,
        requestBody: jsonRequest(PredictRequest, { symbol, last_60_days: rows }),
        responses: {
          200: success("The forecast, beside the naive one.", PredictResponse),
          ...failures("/predict", ERRORS.predict),
        },
      },
    },
    "/predict/batch": {
      post: {
        operationId: "predictBatch",
        tags: ["forecast"],
        summary: "Forecast the close after each of up to 256 windows",
        security: SECURITY,
        requestBody: jsonRequest(BatchRequest, { symbol, windows: [rows] }),
        responses: {
          200: success("A forecast for each window, in their order.", BatchResponse),
          ...failures("/predict/batch", ERRORS.batch),
        },
      },
    },
    "/forecast/{symbol}": {
      get: {
        operationId: "forecast",
        tags: ["forecast"],
        summary: "Forecast the next close from bars that the server gets itself",
        security: SECURITY,
        requestParams: { path: symbolPath(symbol) },
        responses: {
          200: success("The forecast, and the day it speaks of.", SymbolForecast),
          ...failures(`/forecast/${symbol}`, ERRORS.forecast),
        },
      },
    },
    "/bars/{symbol}": {
      get: {
        operationId: "bars",
        tags: ["forecast"],
        summary: "List the last daily bars that the forecast is made from",
        security: SECURITY,
        requestParams: { path: symbolPath(symbol), query: BarsQuery },
        responses: {
          200: success("The bars, and the session that comes after them.", SymbolBars),
          ...failures(`/bars/${symbol}`, ERRORS.bars),
        },
      },
    },
  };
}

function modelPaths(symbol: string): ZodOpenApiPathsObject {
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
        summary: "List what a model said of every day of its test span, beside naive and the close that came",
        security: SECURITY,
        requestParams: { path: symbolPath(symbol) },
        responses: {
          200: success("The test span of the champion.", TestForecasts),
          ...failures(`/models/${symbol}/forecasts`, ERRORS.model),
        },
      },
    },
    "/models/{symbol}/promotions": {
      get: {
        operationId: "promotions",
        tags: ["models"],
        summary: "List which versions of a model were served, and why",
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

function servicePaths(): ZodOpenApiPathsObject {
  return {
    "/health": {
      get: {
        operationId: "health",
        tags: ["service"],
        summary: "Tell whether the process answers",
        responses: { 200: success("It does.", HealthResponse) },
      },
    },
    "/ready": {
      get: {
        operationId: "ready",
        tags: ["service"],
        summary: "Tell whether a model can be asked",
        responses: {
          200: success("At least one champion is loaded.", ReadyResponse),
          ...failures("/ready", ERRORS.ready),
        },
      },
    },
    "/metrics": {
      get: {
        operationId: "metrics",
        tags: ["service"],
        summary: "Figures for Prometheus",
        security: SECURITY,
        responses: {
          200: {
            description:
              "Latency by route and stage, requests in flight, errors, model age, forecasts by symbol.",
            content: { "text/plain": { schema: { type: "string" } } },
          },
          ...failures("/metrics", ERRORS.metrics),
        },
      },
    },
  };
}

function symbolPath(symbol: string) {
  return z.object({ symbol: TickerSymbol.meta({ example: symbol }) });
}

function jsonRequest(schema: z.ZodType, example: object) {
  return { required: true, content: { "application/json": { schema, example } } };
}

function success(description: string, schema: z.ZodType): ZodOpenApiResponseObject {
  return { description, content: { "application/json": { schema } } };
}
