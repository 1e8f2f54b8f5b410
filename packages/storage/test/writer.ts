/**
 * Writes a target again and again, each time all of it in the next version, and prints that version's number; ends with
 * exit code 3 and the error's code on stderr when a version cannot be written. Arguments: what writes, and where.
 */
import { join } from "node:path";
import { placeFolder, replaceFile, writeFilesWhole, writeFolderWhole } from "../src/index.ts";
import { content, FILES } from "./versions.ts";

const [what, target] = process.argv.slice(2) as [keyof typeof writers, string];

const named = (version: number, name: (file: string) => string = (file) => file) =>
  Object.fromEntries(FILES.map((file) => [name(file), content(version)]));

const writers = {
  replaceFile: (version: number) => replaceFile(target, content(version)),
  writeFilesWhole: (version: number) => writeFilesWhole(named(version, (file) => join(target, file))),
  writeFolderWhole: (version: number) => writeFolderWhole(target, named(version)),
  placeFolder: (version: number) => placeFolder(target, named(version), async () => {}, { replace: true }),
};

try {
  for (let version = 1; ; version++) {
    await writers[what](version);
    process.stdout.write(`${version}\n`);
  }
} catch (error) {
  process.stderr.write(`${(error as NodeJS.ErrnoException).code}: ${(error as Error).message}\n`);
  process.exitCode = 3;
}
