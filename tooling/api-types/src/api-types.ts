import { fileURLToPath } from "node:url";
import { openApiDocument, PROBLEMS } from "@lstm-predict/api/openapi";
import openapiTS, { astToString } from "openapi-typescript";

/** The file that the types are written to. */
export const API_TYPES = fileURLToPath(
  new URL("../../../packages/api-client/src/openapi.ts", import.meta.url),
);

const HEAD = `/**
 * The paths and schemas of the API, made from its OpenAPI document by \`pnpm --filter api-types write\`: not written by hand, and as
 * long as the document.
 */
`;

/** The source of `API_TYPES`: the OpenAPI document as types, and the codes of its problems. */
export async function describeApi(): Promise<string> {
  const nodes = await openapiTS(JSON.stringify(openApiDocument()), {
    rootTypes: true,
    rootTypesNoSchemaPrefix: true,
  });
  const codes = Object.keys(PROBLEMS).map((code) => JSON.stringify(code));
  return `${HEAD}${astToString(nodes)}export type ProblemCode = ${codes.join(" | ")};\n`;
}
