import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll } from "@jest/globals";

const folders: string[] = [];
afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true });
});

/** Bundles a page of this package with Vite. Returns the folder, and what Vite said. */
export async function buildPage(path: string): Promise<{ folder: string; output: string }> {
  const root = fileURLToPath(new URL(path, import.meta.url));
  const vite = fileURLToPath(new URL("../node_modules/vite/bin/vite.js", import.meta.url));
  const folder = await mkdtemp(join(tmpdir(), "fused-lstm-page-"));
  folders.push(folder);
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    [vite, "build", "--outDir", folder, "--emptyOutDir", "--base", "./"],
    { cwd: root, env: { ...process.env, NODE_OPTIONS: "", NODE_ENV: "production", NO_COLOR: "1" } },
  );
  return { folder, output: stdout + stderr };
}
