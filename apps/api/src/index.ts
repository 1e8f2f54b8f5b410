export { createApp } from "./app.ts";
export { type Config, readConfig } from "./config.ts";
export { ConfigError } from "./environment.ts";
export { createLog } from "./log.ts";
export { openApiDocument } from "./openapi/document.ts";
export { ApiError, PROBLEMS, type ProblemCode } from "./problem.ts";
export { type RunningServer, type Surroundings, start } from "./server.ts";
