import { createDocument } from "zod-openapi";
import manifest from "../../package.json" with { type: "json" };
import { forecastPaths } from "./forecast-paths.ts";
import { modelPaths } from "./model-paths.ts";
import { recordPaths } from "./record-paths.ts";
import { servicePaths } from "./service-paths.ts";

const DESCRIPTION = `Forecasts the next close of a stock from its last daily bars, beside the naive forecast.

**Versions.** Within a major version only members, endpoints and values of \`target\` are added: ignore those you do not know.
What will be removed is marked \`deprecated\` here for at least six months before, and its answers have the headers
\`Deprecation\` (RFC 9745) and \`Sunset\` (RFC 8594). Nothing is deprecated today.

**Errors** are problem details (RFC 9457); GET their \`type\`, below the address of the server, for an explanation.

**Keys.** Where the operator has configured API keys, send one as \`Authorization: Bearer KEY\` or \`X-API-Key: KEY\`.`;

/** Right under a prefix that the server does not know, too. */
const BESIDE_DOCUMENT = { url: ".", description: "relative to the address of this document" };

export interface DocumentOptions {
  /** Symbol and window of a served model make the examples work as they are. */
  symbol?: string | undefined;
  window?: number | undefined;
  /** The path under which clients see the API, such as `/stock`, if it is known. */
  prefix?: string | undefined;
}

/** The OpenAPI 3.1 document, made from the schemas that validate requests. */
export function openApiDocument({ symbol = "AAPL", window = 60, prefix }: DocumentOptions = {}) {
  return createDocument({
    openapi: "3.1.1",
    info: {
      title: "lstm-predict",
      version: manifest.version,
      description: DESCRIPTION,
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [prefix === undefined ? BESIDE_DOCUMENT : { url: prefix }],
    tags: [
      { name: "forecast", description: "Forecasts, and the bars behind them." },
      { name: "models", description: "The served models." },
      { name: "record", description: "Recorded forecasts, and the actual closes of their days." },
      { name: "service", description: "Health and metrics." },
    ],
    components: {
      securitySchemes: {
        bearer: { type: "http", scheme: "bearer" },
        apiKey: { type: "apiKey", in: "header", name: "X-API-Key" },
      },
    },
    paths: {
      ...forecastPaths(symbol, window),
      ...modelPaths(symbol),
      ...recordPaths(symbol),
      ...servicePaths(),
    },
  });
}
