export { type ApiClient, type ApiClientOptions, createApiClient } from "./client.ts";
export { ApiError, type ApiErrorCode } from "./errors.ts";
export type * from "./openapi.ts";
