import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "@jest/globals";

const inPackage = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));

test("when assembly/ is compiled again, then the bytes equal the committed ones", async () => {
  const folder = await mkdtemp(join(tmpdir(), "kernel-"));
  try {
    await promisify(execFile)(process.execPath, [inPackage("scripts/build-wasm.ts"), folder], {
      timeout: 60_000,
      env: { ...process.env, NODE_OPTIONS: "" },
    });
    for (const name of ["kernel.wasm", "kernel-relaxed.wasm", "threads.wasm"]) {
      const rebuilt = await readFile(join(folder, name));
      expect([name, rebuilt.equals(await readFile(inPackage(`wasm/${name}`)))]).toEqual([name, true]);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});
