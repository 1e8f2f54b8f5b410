import express, { type Express } from "express";
import { docsRoutes } from "./docs.ts";
import { errorHandler, notFound } from "./error-handler.ts";
import type { Champions } from "./models.ts";
import { predictRoutes } from "./routes/predict.ts";
import { systemRoutes } from "./routes/system.ts";

/** The whole HTTP interface over the champions of one models folder. */
export function createApp(champions: Champions): Express {
  const app = express();
  app.disable("x-powered-by");
  app.use(systemRoutes(champions));
  app.use(predictRoutes(champions));
  app.use(docsRoutes());
  app.use(notFound);
  app.use(errorHandler);
  return app;
}
