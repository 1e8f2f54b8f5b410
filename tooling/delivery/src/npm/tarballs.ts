import { resolve } from "node:path";
import { PUBLISHED, pack } from "./pack.ts";

/** `pnpm --filter delivery tarballs [FOLDER]`: packs what npm gets into FOLDER (default: dist) and prints the files' names. */
const [folder = "dist"] = process.argv.slice(2);
for (const name of PUBLISHED) process.stdout.write(`${await pack(name, resolve(folder))}\n`);
