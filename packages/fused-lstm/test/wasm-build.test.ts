import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
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
    for (const path of [
      "wasm/kernel.wasm",
      "wasm/kernel-relaxed.wasm",
      "wasm/threads.wasm",
      "src/kernel/platform/web-wasm.ts",
    ]) {
      const rebuilt = await readFile(join(folder, basename(path)));
      expect([path, rebuilt.equals(await readFile(inPackage(path)))]).toEqual([path, true]);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});
