import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { checkNative } from "../check.ts";
import { NativeError } from "../errors.ts";
import { builtPackageDir, installedPackageDir, nativeDir } from "../paths.ts";
import type { Verification } from "../verify.ts";
import { note, timed } from "./note.ts";
import { runPackageInstaller } from "./package-installer.ts";
import { buildOnWheel } from "./wheel-installer.ts";

export const WAYS = ["package", "pypi"] as const;
export type Way = (typeof WAYS)[number];

/**
 * Makes tfjs-node work where it does not yet: by the package's own installer or, where that fails, on PyPI's libtensorflow.
 * A build comes into use once training steps were taken with it; before, it is in a folder of its own, and what is there stays.
 *
 * @throws NativeError `not_installed`, or `build_failed` with the reason of every way
 */
export async function installNative(ways: readonly Way[] = WAYS): Promise<Verification> {
  const reasons: string[] = [];
  for (const way of ways) {
    try {
      return await build(way);
    } catch (error) {
      if (!(error instanceof NativeError) || error.code === "not_installed") throw error;
      reasons.push(error.fact);
      note(`  ${error.fact}`);
    }
  }
  throw new NativeError("build_failed", `tfjs-node cannot be made to work here (${reasons.join("; ")})`);
}

async function build(way: Way): Promise<Verification> {
  const installed = installedPackageDir();
  const staging = join(nativeDir(), `building-${process.pid}`);
  const target = join(staging, "tfjs-node");
  await mkdir(staging, { recursive: true });
  try {
    if (way === "package") await runPackageInstaller(installed, target);
    else await buildOnWheel(installed, target, nativeDir());
    const verified = await timed("Verifying it with training steps", () => checkNative(staging));
    await rm(builtPackageDir(), { recursive: true, force: true });
    await rename(target, builtPackageDir());
    return verified;
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}
