import { execFile } from "node:child_process";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "@jest/globals";
import { folder } from "./folder.ts";
import { content, FILES, versionIn } from "./versions.ts";

const WRITER = fileURLToPath(new URL("writer.ts", import.meta.url));

/** Runs the writer with room for 64 kB a file, as on a disk that fills up in the middle of one. */
async function writeWithoutRoom(what: string, target: string): Promise<{ code: number; stderr: string }> {
  const command = 'ulimit -f 64; exec "$@"';
  const args = ["-c", command, "sh", process.execPath, WRITER, what, target];
  return promisify(execFile)("bash", args, { env: { ...process.env, NODE_OPTIONS: "--no-warnings" } }).then(
    () => {
      throw new Error("the writer found room");
    },
    ({ code, stderr }) => ({ code, stderr }),
  );
}

// The limit of a process stands in for a full disk; not every system has one.
const onLinux = process.platform === "linux" ? test : test.skip;

onLinux.each(["replaceFile", "writeFilesWhole", "writeFolderWhole", "placeFolder"])(
  "when the disk is full in the middle of %s, then the old version stays, and nothing else is left",
  async (what) => {
    const parent = await folder();
    const target = join(parent, "target");
    const old = what === "replaceFile" ? [target] : FILES.map((name) => join(target, name));
    if (what !== "replaceFile") await mkdir(target);
    for (const file of old) await writeFile(file, content(0));
    const { code, stderr } = await writeWithoutRoom(what, target);
    expect([code, stderr]).toEqual([3, expect.stringMatching(/^EFBIG: /)]);
    expect(await Promise.all(old.map(versionIn))).toEqual(old.map(() => 0));
    expect(await readdir(parent)).toEqual(["target"]);
    if (what !== "replaceFile") expect((await readdir(target)).sort()).toEqual(FILES);
  },
);

onLinux.each(["writeFilesWhole", "writeFolderWhole", "placeFolder"])(
  "when the disk is full in the first %s, then there is nothing",
  async (what) => {
    const parent = await folder();
    const { code } = await writeWithoutRoom(what, join(parent, "new", "target"));
    expect(code).toBe(3);
    expect(await readdir(parent, { recursive: true })).toEqual(
      what === "placeFolder" ? [] : what === "writeFilesWhole" ? ["new", "new/target"] : ["new"],
    );
  },
);
