import { createHash } from "node:crypto";
import type { RequestHandler, Router } from "express";
import { kernelName } from "fused-lstm/kernel";
import type { Champions } from "../champions/champions.ts";
import { Representation } from "../compression.ts";
import type { Metrics } from "../metrics.ts";
import { type DocumentOptions, openApiDocument } from "../openapi/document.ts";
import type { PrefixOf } from "../prefix.ts";
import { ApiError, noModel, PROBLEMS } from "../problem.ts";
import type { HealthResponse, ReadyResponse } from "../schemas/health.ts";
import { resource, strictRouter } from "./resource.ts";

interface ServiceOptions {
  champions: Champions;
  prefixOf: PrefixOf;
  isStopping: () => boolean;
}

/** GET /health, /ready, /openapi.json and /problems/{code}. No key is needed. */
export function serviceRoutes({ champions, prefixOf, isStopping }: ServiceOptions): Router {
  const router = strictRouter();
  const document = documentCache();
  resource(router, "/health", {
    get: [
      (_request, response) => response.json({ status: "ok", kernel: kernelName() } satisfies HealthResponse),
    ],
  });
  resource(router, "/ready", {
    get: [
      (_request, response) => {
        if (isStopping()) throw new ApiError("stopping", "the server is ending: ask another one");
        response.json(ready(champions));
      },
    ],
  });
  resource(router, "/openapi.json", {
    get: [
      (request, response) => {
        // The examples fit a served model, so they work as they are.
        const [first] = champions.served;
        const { symbol } = first?.champion ?? {};
        const prefix = prefixOf(request, response);
        const { body, etag } = document({ symbol, window: first?.forecaster.window, prefix });
        response.set({ ETag: etag, "Cache-Control": "no-cache" }).type("json");
        return body.send(request, response);
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

interface CachedDocument {
  key: string;
  /** Weak, because it stands for every compressed form. */
  etag: string;
  body: Representation;
}

/** The OpenAPI document; the last one is kept, because only a new champion or another prefix changes it. */
function documentCache(): (options: DocumentOptions) => CachedDocument {
  let known: CachedDocument | undefined;
  return (options) => {
    const key = JSON.stringify(options);
    if (known?.key !== key) {
      const text = JSON.stringify(openApiDocument(options));
      const etag = `W/"${createHash("sha256").update(text).digest("hex").slice(0, 16)}"`;
      known = { key, etag, body: new Representation(text) };
    }
    return known;
  };
}

/** GET /metrics, in Prometheus' text format, behind `guards`. */
export function metricsRoutes({ registry }: Metrics, guards: RequestHandler[]): Router {
  const router = strictRouter();
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
  if (broken.length > 0) {
    // No key is needed here: the reasons are for GET /models and the log.
    const symbols = broken.map(({ symbol }) => symbol).join(", ");
    throw new ApiError("broken-model", `no champion can be loaded (${symbols}): the server's log says why`);
  }
  throw noModel();
}
