import type { Forecaster } from "@lstm-predict/forecaster";
import { Router } from "express";
import { type Champions, noModel } from "../models.ts";
import { openApiDocument } from "../openapi.ts";
import { ApiError, PROBLEMS } from "../problem.ts";
import type { HealthResponse, ModelsResponse, ReadyResponse, ServedModel } from "../schemas.ts";
import { resource } from "./resource.ts";

const INDEX = {
  name: "lstm-predict",
  endpoints: {
    "POST /predict": "the next close from the last daily bars",
    "GET /models": "the served models with their test scores",
    "GET /health": "whether the process answers",
    "GET /ready": "whether a model can be asked",
    "GET /openapi.json": "this API, described in OpenAPI 3.1",
    "GET /docs": "Swagger UI",
    "GET /redoc": "ReDoc",
  },
};

/** What is served, and whether it is: GET /, /health, /ready, /models, /openapi.json and /problems/{code}. */
export function systemRoutes(champions: Champions): Router {
  const router = Router();
  resource(router, "/", { get: [(_request, response) => response.json(INDEX)] });
  resource(router, "/health", {
    get: [(_request, response) => response.json({ status: "ok" } satisfies HealthResponse)],
  });
  resource(router, "/ready", {
    get: [async (_request, response) => response.json(await ready(champions))],
  });
  resource(router, "/models", {
    get: [async (_request, response) => response.json(await listModels(champions))],
  });
  resource(router, "/openapi.json", {
    get: [
      async (_request, response) => {
        // With a model at hand the example runs as it is.
        const { forecasters } = await champions.all();
        const [first] = forecasters;
        response.json(openApiDocument(first && { symbol: first.metadata.symbol, window: first.window }));
      },
    ],
  });
  // What the `type` of an error points at.
  resource(router, "/problems/:code", {
    get: [
      (request, response) => {
        const found = Object.entries(PROBLEMS).find(([code]) => code === request.params.code);
        if (!found) throw new ApiError("not-found", `no problem type at ${request.path}`);
        response.json({ type: request.path, ...found[1] });
      },
    ],
  });
  return router;
}

async function ready(champions: Champions): Promise<ReadyResponse> {
  const { forecasters, broken } = await champions.all();
  if (forecasters.length > 0) {
    const served = forecasters.map(({ metadata }) => [metadata.symbol, metadata.version]);
    return { status: "ready", champions: Object.fromEntries(served) };
  }
  if (broken.length > 0) throw new ApiError("broken-model", broken.map(({ reason }) => reason).join("; "));
  throw noModel();
}

async function listModels(champions: Champions): Promise<ModelsResponse> {
  const { forecasters, broken } = await champions.all();
  return { defaultSymbol: await champions.defaultSymbol(), models: forecasters.map(describe), broken };
}

function describe({ metadata, window }: Forecaster): ServedModel {
  const { symbol, version, createdAt, target, parameters, data, scores } = metadata;
  const { source, detail, from, to, count, warning } = data;
  return {
    ...{ symbol, version, createdAt, target, window, parameters },
    data: { source, detail, from, to, count, warning },
    test: { model: scores.test.model, naive: scores.test.naive },
  };
}
