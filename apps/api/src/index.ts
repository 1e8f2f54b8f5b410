export { createApp } from "./app.ts";
export { type Config, ConfigError, readConfig } from "./config.ts";
export { createLog } from "./log.ts";
export { openApiDocument } from "./openapi/document.ts";
export { ApiError, PROBLEMS, type ProblemCode } from "./problem.ts";
export { type RunningServer, type Surroundings, start } from "./server.ts";
