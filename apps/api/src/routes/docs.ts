import { createRequire } from "node:module";
import { basename, dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { Router } from "express";
import { docsPolicy } from "../middleware/security.ts";
import { resource } from "./resource.ts";

const { resolve } = createRequire(import.meta.url);
const page = (name: string) => fileURLToPath(new URL(`../../pages/${name}`, import.meta.url));

/** Every file the two documentation pages need, by URL: nothing is loaded from elsewhere, no script is inline. */
const FILES: Record<string, string> = {
  "/docs": page("docs.html"),
  "/docs/docs.js": page("docs.js"),
  "/docs/index.css": resolve("swagger-ui-dist/index.css"),
  "/docs/swagger-ui.css": resolve("swagger-ui-dist/swagger-ui.css"),
  "/docs/swagger-ui-bundle.js": resolve("swagger-ui-dist/swagger-ui-bundle.js"),
  "/docs/favicon-32x32.png": resolve("swagger-ui-dist/favicon-32x32.png"),
  "/redoc": page("redoc.html"),
  "/redoc/redoc.js": page("redoc.js"),
  "/redoc/redoc.standalone.js": resolve("redoc/bundles/redoc.standalone.js"),
};

/** Swagger UI at /docs and ReDoc at /redoc, both of /openapi.json. */
export function docsRoutes(): Router {
  const router = Router();
  for (const [url, file] of Object.entries(FILES)) {
    // Without `root`, `sendFile` would refuse a file below a folder that starts with a dot (.pnpm).
    const root = dirname(file);
    resource(router, url, {
      get: [docsPolicy(), (_request, response) => response.sendFile(basename(file), { root })],
    });
  }
  return router;
}
