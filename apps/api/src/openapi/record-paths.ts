import type { ZodOpenApiPathsObject } from "zod-openapi";
import { OverviewQuery, RecordOverview, RecordQuery, SymbolRecord } from "../schemas/record.ts";
import { ERRORS, failures } from "./errors.ts";
import { SECURITY, success, symbolPath } from "./operation.ts";

/** The operations that show recorded forecasts and the actual closes; `symbol` fills the examples. */
export function recordPaths(symbol: string): ZodOpenApiPathsObject {
  return {
    "/record": {
      get: {
        operationId: "recordOverview",
        tags: ["record"],
        summary: "List all symbols with their newest forecast and their live scores",
        security: SECURITY,
        requestParams: { query: OverviewQuery },
        responses: {
          200: success("A page of symbols, sorted.", RecordOverview),
          ...failures("/record", ERRORS.overview),
        },
      },
    },
    "/record/{symbol}": {
      get: {
        operationId: "symbolRecord",
        tags: ["record"],
        summary:
          "Show a symbol's recorded forecasts beside the actual closes, with live scores and the monitor",
        security: SECURITY,
        requestParams: { path: symbolPath(symbol), query: RecordQuery },
        responses: {
          200: success("The record of this symbol.", SymbolRecord),
          ...failures(`/record/${symbol}`, ERRORS.record),
        },
      },
    },
  };
}
