import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { Router } from "express";
import { sendAsset, sendPage } from "../files.ts";
import { docsPolicy } from "../middleware/security.ts";
import type { PrefixOf } from "../prefix.ts";
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
export function docsRoutes(prefixOf: PrefixOf): Router {
  const router = Router({ caseSensitive: true }); // Not strict: people type /docs/.
  for (const [url, file] of Object.entries(FILES)) {
    resource(router, url, {
      get: [
        docsPolicy(),
        (request, response) =>
          file.endsWith(".html")
            ? sendPage(request, response, file, prefixOf(request, response))
            : sendAsset(request, response, file, "public, max-age=0"),
      ],
    });
  }
  return router;
}
