import { writeFile } from "node:fs/promises";
import { API_TYPES, describeApi } from "./api-types.ts";

await writeFile(API_TYPES, await describeApi());
