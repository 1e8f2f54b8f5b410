import express, { type Express } from "express";
import type { Config } from "./config.ts";
import { errorHandler, notFound } from "./error-handler.ts";
import type { KeyRing } from "./key-ring.ts";
import type { Logger } from "./log.ts";
import type { Metrics } from "./metrics.ts";
import { authenticate, requireKey } from "./middleware/authenticate.ts";
import { cors } from "./middleware/cors.ts";
import { observe } from "./middleware/observe.ts";
import { rateLimit } from "./middleware/rate-limit.ts";
import { securityHeaders } from "./middleware/security.ts";
import { prefixFinder, stripBasePath } from "./prefix.ts";
import { barRoutes } from "./routes/bars.ts";
import { docsRoutes } from "./routes/docs.ts";
import { modelRoutes } from "./routes/models.ts";
import { forecastRoutes } from "./routes/predict.ts";
import { rootRoutes } from "./routes/root.ts";
import { metricsRoutes, serviceRoutes } from "./routes/service.ts";
import type { Service } from "./service.ts";

export interface AppOptions {
  config: Pick<Config, "basePath" | "corsOrigins" | "rateLimit" | "trustProxy">;
  keys: KeyRing;
  service: Service;
  log: Logger;
  metrics: Metrics;
  /** Folder of the built dashboard; the default is where `pnpm build` puts it. */
  dashboardDir?: string | undefined;
}

/** The whole HTTP interface. Routes of forecasts and models are rate-limited, and need a key where keys are configured. */
export function createApp({ config, keys, service, log, metrics, dashboardDir }: AppOptions): Express {
  const app = express();
  app.disable("x-powered-by");
  app.disable("etag"); // It would hash every answer, and no client asks twice for the same forecast.
  app.set("trust proxy", config.trustProxy);
  if (config.basePath !== undefined) app.use(stripBasePath(config.basePath));
  app.use(observe(log, metrics));
  app.use(securityHeaders());
  if (config.corsOrigins.length > 0) app.use(cors(config.corsOrigins));
  const identify = authenticate(keys);
  const { charge, chargeOne } = rateLimit(config.rateLimit);
  // Guards belong to routes, so that requests which they refuse are counted under their route.
  const guards = [identify, chargeOne, requireKey];
  const prefixOf = prefixFinder(config.basePath);
  // First: to try all other routes before them takes a twentieth of a forecast's time.
  app.use(forecastRoutes(service, metrics, charge, guards));
  app.use(rootRoutes(prefixOf, dashboardDir));
  app.use(serviceRoutes(service.champions, prefixOf));
  app.use(docsRoutes(prefixOf));
  app.use(metricsRoutes(metrics, [identify, requireKey])); // No rate limit: monitoring must work when a client reaches it.
  app.use(barRoutes(service, guards));
  app.use(modelRoutes(service.champions, guards));
  app.use(guards, notFound);
  app.use(errorHandler(log, metrics));
  return app;
}
