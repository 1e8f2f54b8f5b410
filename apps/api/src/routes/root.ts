import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { RequestHandler, Router } from "express";
import { sendAsset, sendPage } from "../files.ts";
import { dashboardPolicy } from "../middleware/security.ts";
import type { PrefixOf } from "../prefix.ts";
import { ApiError } from "../problem.ts";
import { resource, strictRouter } from "./resource.ts";

const fromHere = (path: string) => fileURLToPath(new URL(path, import.meta.url));
/** Where `pnpm build` puts the dashboard. */
export const DASHBOARD_DIR = fromHere("../../../dashboard/dist");
const NO_DASHBOARD = fromHere("../../pages/no-dashboard.html");
/** Vite puts a hash of the content into the name of a file. */
const ASSET = /^[\w-][\w.-]{0,99}$/;
const FOR_EVER = "public, max-age=31536000, immutable";

const INDEX = {
  name: "lstm-predict",
  endpoints: {
    "POST /predict": "the next close from the last daily bars",
    "POST /predict/batch": "the same for up to 256 windows",
    "GET /forecast/{symbol}": "the next close, from bars that the server downloads",
    "GET /bars/{symbol}": "the last daily bars, which that forecast is made from",
    "GET /models": "the served models with their test scores",
    "GET /models/{symbol}": "a model's card: data, scores, calibration, training",
    "GET /models/{symbol}/forecasts": "its forecasts on the test span, beside naive and the actual close",
    "GET /models/{symbol}/promotions": "which versions were promoted or refused, and why",
    "GET /record": "all symbols: the newest forecast, and how those before it came out",
    "GET /record/{symbol}": "forecasts as issued beside the close that came, live scores, the monitor",
    "GET /health": "whether the process answers",
    "GET /ready": "whether a model can forecast",
    "GET /metrics": "metrics for Prometheus",
    "GET /openapi.json": "this API, described in OpenAPI 3.1",
    "GET /docs": "Swagger UI",
    "GET /redoc": "ReDoc",
    "GET /": "the dashboard for browsers, this list for other clients",
  },
};

/** GET /: the dashboard for clients that prefer HTML, a list of the endpoints for all others. No key is needed. */
export function rootRoutes(prefixOf: PrefixOf, dashboardDir = DASHBOARD_DIR): Router {
  const router = strictRouter();
  const index: RequestHandler = (request, response, next) => {
    response.vary("Accept");
    if (request.accepts(["json", "html"]) === "html") next();
    else response.json(INDEX);
  };
  resource(router, "/", {
    get: [
      index,
      dashboardPolicy(),
      (request, response) => {
        const built = join(dashboardDir, "index.html");
        const [status, page] = existsSync(built) ? [200, built] : [503, NO_DASHBOARD];
        return sendPage(request, response.status(status), page, prefixOf(request, response));
      },
    ],
  });
  resource(router, "/assets/:file", {
    get: [
      (request, response) => {
        const { file } = request.params as { file: string };
        const path = join(dashboardDir, "assets", file);
        if (!ASSET.test(file) || !existsSync(path)) {
          throw new ApiError("not-found", `nothing at ${request.path}`);
        }
        return sendAsset(request, response, path, FOR_EVER);
      },
    ],
  });
  return router;
}
