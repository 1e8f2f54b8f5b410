import type { ZodOpenApiPathsObject } from "zod-openapi";
import { HealthResponse, ReadyResponse } from "../schemas/health.ts";
import { ERRORS, failures } from "./errors.ts";
import { SECURITY, success } from "./operation.ts";

/** The operations for monitoring. */
export function servicePaths(): ZodOpenApiPathsObject {
  return {
    "/health": {
      get: {
        operationId: "health",
        tags: ["service"],
        summary: "Check that the process answers",
        responses: { 200: success("It answers.", HealthResponse) },
      },
    },
    "/ready": {
      get: {
        operationId: "ready",
        tags: ["service"],
        summary: "Check that a model can forecast",
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
        summary: "Metrics for Prometheus",
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
