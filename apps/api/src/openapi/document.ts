import { createDocument } from "zod-openapi";
import manifest from "../../package.json" with { type: "json" };
import { forecastPaths } from "./forecast-paths.ts";
import { modelPaths } from "./model-paths.ts";
import { servicePaths } from "./service-paths.ts";

const DESCRIPTION = `Forecasts the next close of a stock from its last daily bars, beside the naive forecast.

**Versions.** Within a major version answers only gain members and endpoints, so ignore what you do not know; new values of
\`target\` count as such. What is to go is marked \`deprecated\` here and answered with the headers \`Deprecation\` (RFC 9745) and
\`Sunset\` (RFC 8594) for six months at least. Nothing is deprecated today.

**Errors** are problem details (RFC 9457); their \`type\` can be looked up.

**Keys.** Where the operator has configured API keys, send one as \`Authorization: Bearer KEY\` or \`X-API-Key: KEY\`.`;

export interface DocumentOptions {
  /** Of a served model, so that the examples run as they are. */
  symbol?: string | undefined;
  window?: number | undefined;
}

/** The OpenAPI 3.1 document, made from the schemas that validate. */
export function openApiDocument({ symbol = "AAPL", window = 60 }: DocumentOptions = {}) {
  return createDocument({
    openapi: "3.1.1",
    info: {
      title: "lstm-predict",
      version: manifest.version,
      description: DESCRIPTION,
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/" }],
    tags: [
      { name: "forecast", description: "Ask a model." },
      { name: "models", description: "What is served." },
      { name: "service", description: "How the service is." },
    ],
    components: {
      securitySchemes: {
        bearer: { type: "http", scheme: "bearer" },
        apiKey: { type: "apiKey", in: "header", name: "X-API-Key" },
      },
    },
    paths: { ...forecastPaths(symbol, window), ...modelPaths(symbol), ...servicePaths() },
  });
}
