import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { describeHouse, HOUSE } from "./house/house.ts";
import { atRoot } from "./paths.ts";

await mkdir(dirname(atRoot(HOUSE)), { recursive: true });
await writeFile(atRoot(HOUSE), await describeHouse());
