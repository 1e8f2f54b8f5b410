import { readFile } from "node:fs/promises";
import { expect, test } from "@jest/globals";
import { API_TYPES, describeApi } from "../src/api-types.ts";

test("when the API's schemas have changed, then `pnpm --filter api-types write` was run", async () => {
  expect(await readFile(API_TYPES, "utf8")).toBe(await describeApi());
});
