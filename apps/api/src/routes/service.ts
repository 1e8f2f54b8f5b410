import { type RequestHandler, Router } from "express";
import { kernelName } from "fused-lstm/kernel";
import type { Champions } from "../champions/champions.ts";
import { Representation } from "../compression.ts";
import type { Metrics } from "../metrics.ts";
import { type DocumentOptions, openApiDocument } from "../openapi/document.ts";
import type { PrefixOf } from "../prefix.ts";
import { ApiError, noModel, PROBLEMS } from "../problem.ts";
import type { HealthResponse, ReadyResponse } from "../schemas/health.ts";
import { resource } from "./resource.ts";

/** GET /health, /ready, /openapi.json and /problems/{code}. No key is needed. */
export function serviceRoutes(champions: Champions, prefixOf: PrefixOf): Router {
  const router = Router();
  const document = documentCache();
  resource(router, "/health", {
    get: [
      (_request, response) => response.json({ status: "ok", kernel: kernelName() } satisfies HealthResponse),
    ],
  });
  resource(router, "/ready", { get: [(_request, response) => response.json(ready(champions))] });
  resource(router, "/openapi.json", {
    get: [
      (request, response) => {
        // The examples fit a served model, so they work as they are.
        const [first] = champions.served;
        const { symbol } = first?.champion ?? {};
        const prefix = prefixOf(request, response);
        const body = document({ symbol, window: first?.forecaster.window, prefix });
        return body.send(request, response.type("json"));
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

/** The OpenAPI document; the last one is kept, because only a new champion or another prefix changes it. */
function documentCache(): (options: DocumentOptions) => Representation {
  let known: { key: string; body: Representation } | undefined;
  return (options) => {
    const key = JSON.stringify(options);
    if (known?.key !== key) {
      known = { key, body: new Representation(JSON.stringify(openApiDocument(options))) };
    }
    return known.body;
  };
}

/** GET /metrics, in Prometheus' text format, behind `guards`. */
export function metricsRoutes({ registry }: Metrics, guards: RequestHandler[]): Router {
  const router = Router();
  resource(router, "/metrics", {
    guards,
    get: [
      async (request, response) => {
        const text = new Representation(await registry.metrics());
        await text.send(request, response.set("Content-Type", registry.contentType));
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
