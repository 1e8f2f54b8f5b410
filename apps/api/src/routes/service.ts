import { Router } from "express";
import { kernelName } from "fused-lstm/kernel";
import type { Champions } from "../champions/champions.ts";
import type { Metrics } from "../metrics.ts";
import { requireKey } from "../middleware/authenticate.ts";
import { openApiDocument } from "../openapi/document.ts";
import { ApiError, noModel, PROBLEMS } from "../problem.ts";
import type { HealthResponse, ReadyResponse } from "../schemas/health.ts";
import { resource } from "./resource.ts";

/** GET /health, /ready, /openapi.json and /problems/{code}. No key is needed. */
export function serviceRoutes(champions: Champions): Router {
  const router = Router();
  resource(router, "/health", {
    get: [
      (_request, response) => response.json({ status: "ok", kernel: kernelName() } satisfies HealthResponse),
    ],
  });
  resource(router, "/ready", { get: [(_request, response) => response.json(ready(champions))] });
  resource(router, "/openapi.json", {
    get: [
      (_request, response) => {
        // The examples fit a served model, so they work as they are.
        const [first] = champions.served;
        const { symbol } = first?.champion ?? {};
        response.json(openApiDocument({ symbol, window: first?.forecaster.window }));
      },
    ],
  });
  // The `type` of every error is such a path.
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

/** GET /metrics, in Prometheus' text format. */
export function metricsRoutes({ registry }: Metrics): Router {
  const router = Router();
  resource(router, "/metrics", {
    get: [
      requireKey,
      async (_request, response) => {
        response.set("Content-Type", registry.contentType).send(await registry.metrics());
      },
    ],
  });
  return router;
}

function ready({ served, broken }: Champions): ReadyResponse {
  if (served.length > 0) {
    const versions = served.map(({ champion }) => [champion.symbol, champion.version]);
    return { status: "ready", champions: Object.fromEntries(versions) };
  }
  if (broken.length > 0) throw new ApiError("broken-model", broken.map(({ reason }) => reason).join("; "));
  throw noModel();
}
