import { execFile } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/** The packages that npm has, by name and by folder. */
export const PUBLISHED = ["fused-lstm", "mlflow-js-client"] as const;

/** The folder of a package. */
export const folderOf = (name: string) =>
  fileURLToPath(new URL(`../../../../packages/${name}`, import.meta.url));

/** Builds a package and packs what npm gets of it. Returns the tarball in `folder`, whose name has the version. */
export async function pack(name: string, folder: string): Promise<string> {
  await build(name);
  await mkdir(folder, { recursive: true });
  const stdout = await pnpm(name, "pack", "--json", "--pack-destination", resolve(folder));
  return (JSON.parse(stdout) as { filename: string }).filename;
}

/** Builds the `dist` of a package. */
export async function build(name: string): Promise<void> {
  await pnpm(name, "run", "build");
}

async function pnpm(name: string, ...args: string[]): Promise<string> {
  const hooks = fileURLToPath(new URL("manifest.mjs", import.meta.url));
  const env = { ...process.env, PNPM_CONFIG_PNPMFILE: hooks };
  return (await promisify(execFile)("pnpm", args, { cwd: folderOf(name), env })).stdout;
}
