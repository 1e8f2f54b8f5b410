import * as z from "zod";
import type { ZodOpenApiResponseObject } from "zod-openapi";
import { TickerSymbol } from "../schemas/window.ts";

/** A key or none: the settings of the server decide. */
export const SECURITY = [{}, { bearer: [] }, { apiKey: [] }];

export function symbolPath(symbol: string) {
  return z.object({ symbol: TickerSymbol.meta({ example: symbol }) });
}

export function jsonRequest(schema: z.ZodType, example: object) {
  return { required: true, content: { "application/json": { schema, example } } };
}

export function success(description: string, schema: z.ZodType): ZodOpenApiResponseObject {
  return { description, content: { "application/json": { schema } } };
}
