import express, { type Express } from "express";
import type { Config } from "./config.ts";
import { errorHandler, notFound } from "./error-handler.ts";
import type { KeyRing } from "./key-ring.ts";
import type { Logger } from "./log.ts";
import type { Metrics } from "./metrics.ts";
import { authenticate, requireKey } from "./middleware/authenticate.ts";
import { answerPreflight, cors } from "./middleware/cors.ts";
import { observe } from "./middleware/observe.ts";
import { rateLimit } from "./middleware/rate-limit.ts";
import { securityHeaders } from "./middleware/security.ts";
import { requireHost, requireKnownExpectation } from "./middleware/strangers.ts";
import { mergeSlashes, prefixFinder, stripBasePath } from "./prefix.ts";
import { barRoutes } from "./routes/bars.ts";
import { docsRoutes } from "./routes/docs.ts";
import { modelRoutes } from "./routes/models.ts";
import { forecastRoutes } from "./routes/predict.ts";
import { recordRoutes } from "./routes/record.ts";
import { rootRoutes } from "./routes/root.ts";
import { metricsRoutes, serviceRoutes } from "./routes/service.ts";
import type { Service } from "./service.ts";

export interface AppOptions {
  config: Pick<Config, "allowedHosts" | "basePath" | "corsOrigins" | "rateLimit" | "trustProxy">;
  keys: KeyRing;
  service: Service;
  log: Logger;
  metrics: Metrics;
  /** Whether the server is ending: it is not ready any more then. */
  isStopping: () => boolean;
  /** Folder of the built dashboard; the default is where `pnpm build` puts it. */
  dashboardDir?: string | undefined;
}

/** The whole HTTP interface. Routes of forecasts and models are rate-limited, and need a key where keys are configured. */
export function createApp(options: AppOptions): Express {
  const { config, keys, service, log, metrics, dashboardDir, isStopping } = options;
  const app = express();
  app.disable("x-powered-by");
  app.disable("etag"); // It would hash every answer, and no client asks twice for the same forecast.
  app.set("trust proxy", config.trustProxy);
  // A proxy's rule for a path holds for no other spelling of it, so the API answers none.
  app.enable("case sensitive routing").enable("strict routing");
  if (config.basePath !== undefined) app.use(stripBasePath(config.basePath));
  app.use(observe(log, metrics));
  app.use(securityHeaders());
  app.use(requireHost(config.allowedHosts), requireKnownExpectation);
  if (config.corsOrigins.length > 0) app.use(cors(config.corsOrigins));
  const identify = authenticate(keys);
  const { charge, chargeOne, chargeStranger } = rateLimit(config.rateLimit);
  // Guards belong to routes, so that requests which they refuse are counted under their route.
  const guards = [identify, chargeOne, requireKey];
  const prefixOf = prefixFinder(config.basePath);
  // Monitoring must work when a client has used its forecasts up, so only wrong keys count.
  app.use(metricsRoutes(metrics, [identify, chargeStranger, requireKey]));
  // Behind the metrics: a proxy that hides `/metrics` may not know `//metrics`.
  app.use(mergeSlashes);
  // Before the others: to try all those first takes a twentieth of a forecast's time.
  app.use(forecastRoutes(service, metrics, charge, guards));
  app.use(rootRoutes(prefixOf, dashboardDir));
  app.use(serviceRoutes({ champions: service.champions, prefixOf, isStopping }));
  app.use(docsRoutes(prefixOf));
  app.use(barRoutes(service, guards));
  app.use(modelRoutes(service, guards));
  app.use(recordRoutes(service, guards));
  app.use(answerPreflight, guards, notFound);
  app.use(errorHandler(log, metrics));
  return app;
}
