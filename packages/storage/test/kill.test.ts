import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "@jest/globals";
import { folder } from "./folder.ts";
import { FILES, versionIn } from "./versions.ts";

const WRITER = fileURLToPath(new URL("writer.ts", import.meta.url));

/** Lets a process write, and kills it at some moment after it has written `versions` of them; returns the last that it told. */
async function killAfter(versions: number, what: string, target: string): Promise<number> {
  const env = { ...process.env, NODE_OPTIONS: "--no-warnings" };
  const child = spawn(process.execPath, [WRITER, what, target], {
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  let told = "";
  child.stdout.on("data", (text) => {
    told += text;
    if (told.split("\n").length > versions) child.kill("SIGKILL");
  });
  const [code, signal] = await once(child, "close");
  expect([code, signal]).toEqual([null, "SIGKILL"]);
  return told.trimEnd().split("\n").map(Number).at(-1)!;
}

// One version was whole when it was told; the next ones were under way.
describe.each([1, 2, 5])("a process that is killed after it told of version %d", (versions) => {
  test("when it replaces a file, then the file is whole, and no older than that", async () => {
    const file = join(await folder(), "deep", "file.bin");
    const told = await killAfter(versions, "replaceFile", file);
    expect(await versionIn(file)).toBeGreaterThanOrEqual(told);
  });

  test("when it replaces several files, then each is whole, and the first is never newer than the others", async () => {
    const dir = join(await folder(), "files");
    const told = await killAfter(versions, "writeFilesWhole", dir);
    const [first, ...others] = await Promise.all(FILES.map((name) => versionIn(join(dir, name))));
    expect(first).toBeGreaterThanOrEqual(told);
    for (const other of others) expect(other).toBeGreaterThanOrEqual(first!);
  });

  test.each(["writeFolderWhole", "placeFolder"])(
    "when it replaces a folder by %s, then the folder is whole or absent, and of one version",
    async (what) => {
      const parent = await folder();
      const told = await killAfter(versions, what, join(parent, "folder"));
      const entries = await readdir(parent);
      if (entries.includes("folder")) {
        const found = await Promise.all(FILES.map((name) => versionIn(join(parent, "folder", name))));
        expect(found[0]).toBeGreaterThanOrEqual(told);
        expect(new Set(found).size).toBe(1);
      }
      // What else is there has a hidden name, that no reader looks at.
      expect(entries.filter((name) => name !== "folder" && !name.startsWith("."))).toEqual([]);
    },
  );
});
