import type { ZodOpenApiPathsObject } from "zod-openapi";
import { exampleRows } from "../champions/example.ts";
import { BarsQuery, SymbolBars } from "../schemas/bars.ts";
import { ExplainQuery } from "../schemas/explanation.ts";
import {
  BulkRequest,
  BulkResponse,
  PredictRequest,
  PredictResponse,
  SymbolForecast,
} from "../schemas/forecast.ts";
import { ForecastQuery } from "../schemas/horizon.ts";
import { ERRORS, failures } from "./errors.ts";
import { jsonRequest, SECURITY, success, symbolPath } from "./operation.ts";

/** The operations that forecast, or show the bars of a forecast; `symbol` and `window` fill the examples. */
export function forecastPaths(symbol: string, window: number): ZodOpenApiPathsObject {
  const rows = exampleRows(window);
  return {
    "/predict": {
      post: {
        operationId: "predict",
        tags: ["forecast"],
        summary: "Forecast the next close",
        security: SECURITY,
        requestParams: { query: ExplainQuery },
        requestBody: jsonRequest(PredictRequest, { symbol, last_60_days: rows }),
        responses: {
          200: success("The forecast, beside the naive forecast.", PredictResponse),
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
        requestBody: jsonRequest(BulkRequest, { symbol, windows: [rows] }),
        responses: {
          200: success("A forecast for each window, in their order.", BulkResponse),
          ...failures("/predict/batch", ERRORS.bulk),
        },
      },
    },
    "/forecast/{symbol}": {
      get: {
        operationId: "forecast",
        tags: ["forecast"],
        summary: "Forecast the next close from bars that the server downloads",
        security: SECURITY,
        requestParams: { path: symbolPath(symbol), query: ForecastQuery },
        responses: {
          200: success("The forecast, and the session that it is for.", SymbolForecast),
          ...failures(`/forecast/${symbol}`, ERRORS.forecast),
        },
      },
    },
    "/bars/{symbol}": {
      get: {
        operationId: "bars",
        tags: ["forecast"],
        summary: "List the last daily bars, which the forecast is made from",
        security: SECURITY,
        requestParams: { path: symbolPath(symbol), query: BarsQuery },
        responses: {
          200: success("The bars, and the session after them.", SymbolBars),
          ...failures(`/bars/${symbol}`, ERRORS.bars),
        },
      },
    },
  };
}
