import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type RequestHandler, Router } from "express";
import { dashboardPolicy } from "../middleware/security.ts";
import { ApiError } from "../problem.ts";
import { resource } from "./resource.ts";

const fromHere = (path: string) => fileURLToPath(new URL(path, import.meta.url));
/** Where `pnpm build` puts the dashboard. */
export const DASHBOARD_DIR = fromHere("../../../dashboard/dist");
const PAGES = fromHere("../../pages");

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
export function rootRoutes(dashboardDir = DASHBOARD_DIR): Router {
  const router = Router();
  const index: RequestHandler = (request, response, next) => {
    response.vary("Accept");
    if (request.accepts(["json", "html"]) === "html") next();
    else response.json(INDEX);
  };
  resource(router, "/", {
    get: [
      index,
      dashboardPolicy(),
      (_request, response) => {
        // The page names hashed files, which may be cached for ever; the page itself may not.
        response.set("Cache-Control", "no-cache");
        const built = existsSync(join(dashboardDir, "index.html"));
        const [name, root] = built ? ["index.html", dashboardDir] : ["no-dashboard.html", PAGES];
        response.status(built ? 200 : 503).sendFile(name, { root, cacheControl: false });
      },
    ],
  });
  resource(router, "/assets/:file", {
    get: [
      (request, response, next) => {
        const { file } = request.params as { file: string };
        const options = { root: join(dashboardDir, "assets"), immutable: true, maxAge: "1y" };
        response.sendFile(file, options, (error: (Error & { status?: number }) | undefined) => {
          const status = error?.status ?? 500;
          if (error && status < 500) return next(new ApiError("not-found", `nothing at ${request.path}`));
          if (error) next(error);
        });
      },
    ],
  });
  return router;
}
