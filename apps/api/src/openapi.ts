import type { ZodType } from "zod";
import { createDocument, type ZodOpenApiResponseObject } from "zod-openapi";
import manifest from "../package.json" with { type: "json" };
import { exampleRows } from "./example.ts";
import { noModel } from "./models.ts";
import { ApiError, PROBLEMS, problemDetails } from "./problem.ts";
import {
  HealthResponse,
  ModelsResponse,
  PredictRequest,
  PredictResponse,
  ProblemDetails,
  ReadyResponse,
} from "./schemas.ts";
import { invalid } from "./validate.ts";

const BROKEN_MODEL = new ApiError(
  "broken-model",
  "the champion of AAPL cannot be loaded: AAPL/20261124T040506Z-1a2b3c4d/weights.bin is missing: restore it from a copy, or train the model again",
);
const PREDICT_ERRORS = [
  new ApiError("malformed-json", "Unexpected token 'N', ...\"[1, 2, NaN]\"... is not valid JSON"),
  new ApiError("unknown-symbol", 'symbol is "MSFT": expected one of AAPL', { symbols: ["AAPL"] }),
  new ApiError("body-too-large", "the body is larger than 102400 bytes"),
  new ApiError("unsupported-media-type", 'Content-Type is "text/plain": expected application/json'),
  invalid([
    { path: "last_60_days.12.2", message: "is -3.5: expected a number greater than 0" },
    { path: "days", message: "is unknown: expected only symbol, last_60_days" },
  ]),
  noModel("AAPL"),
  BROKEN_MODEL,
];

/**
 * The OpenAPI 3.1 document, made from the schemas that validate.
 * Given the symbol and window of a served model, its example of POST /predict runs as it is.
 */
export function openApiDocument({ symbol = "AAPL", window = 60 } = {}) {
  return createDocument({
    openapi: "3.1.1",
    info: {
      title: "lstm-predict",
      version: manifest.version,
      description: "Forecasts the next close of a stock from its last daily bars, beside the naive forecast.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/" }],
    tags: [
      { name: "forecast", description: "Ask a model." },
      { name: "service", description: "What is served, and whether it is." },
    ],
    paths: {
      "/predict": {
        post: {
          operationId: "predict",
          tags: ["forecast"],
          summary: "Forecast the next close",
          requestBody: {
            required: true,
            content: {
              "application/json": {
                schema: PredictRequest,
                example: { symbol, last_60_days: exampleRows(window) },
              },
            },
          },
          responses: {
            200: success("The forecast, beside the naive one.", PredictResponse),
            ...failures("/predict", PREDICT_ERRORS),
          },
        },
      },
      "/models": {
        get: {
          operationId: "listModels",
          tags: ["service"],
          summary: "List the served models with their test scores",
          responses: { 200: success("The champion of every symbol.", ModelsResponse) },
        },
      },
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
            ...failures("/ready", [noModel(), BROKEN_MODEL]),
          },
        },
      },
    },
  });
}

function success(description: string, schema: ZodType): ZodOpenApiResponseObject {
  return { description, content: { "application/json": { schema } } };
}

/** One response a status, with an example of each problem that has it. */
function failures(path: string, errors: ApiError[]): Record<`${4 | 5}${string}`, ZodOpenApiResponseObject> {
  return Object.fromEntries(
    Object.entries(Object.groupBy(errors, ({ code }) => PROBLEMS[code].status)).map(
      ([status, group = []]) => [
        status,
        {
          description: group.map(({ code }) => PROBLEMS[code].title).join(", or "),
          content: {
            "application/problem+json": {
              schema: ProblemDetails,
              examples: Object.fromEntries(
                group.map((error) => [error.code, { value: problemDetails(error, path) }]),
              ),
            },
          },
        },
      ],
    ),
  );
}
