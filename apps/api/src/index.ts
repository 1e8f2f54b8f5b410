export { createApp } from "./app.ts";
export { type Config, ConfigError, readConfig } from "./config.ts";
export { Champions } from "./models.ts";
export { openApiDocument } from "./openapi.ts";
export { ApiError, PROBLEMS, type ProblemCode } from "./problem.ts";
export { type RunningServer, start } from "./server.ts";
