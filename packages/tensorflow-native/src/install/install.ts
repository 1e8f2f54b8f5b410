import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { checkNative } from "../check.ts";
import { NativeError } from "../errors.ts";
import { builtPackageDir, installedPackageDir, nativeDir } from "../paths.ts";
import type { Verification } from "../verify.ts";
import { note, timed } from "./note.ts";
import { runPackageInstaller } from "./package-installer.ts";
import { buildOnWheel } from "./wheel-installer.ts";

/** Where libtensorflow comes from: the package's installer, or the wheel on PyPI. */
export const SOURCES = ["package", "pypi"] as const;
export type Source = (typeof SOURCES)[number];

/**
 * Builds the binding from the first of `sources` that works. A build replaces the one before only after training steps
 * with it succeed; until then it is in a separate folder.
 *
 * @throws NativeError `not_installed`, or `build_failed` with the reason for each source
 */
export async function installNative(sources: readonly Source[] = SOURCES): Promise<Verification> {
  const reasons: string[] = [];
  for (const source of sources) {
    try {
      return await build(source);
    } catch (error) {
      if (!(error instanceof NativeError) || error.code === "not_installed") throw error;
      reasons.push(error.fact);
      note(`  ${error.fact}`);
    }
  }
  throw new NativeError("build_failed", `tfjs-node cannot be made to work here (${reasons.join("; ")})`);
}

async function build(source: Source): Promise<Verification> {
  const installed = installedPackageDir();
  const staging = join(nativeDir(), `building-${process.pid}`);
  const target = join(staging, "tfjs-node");
  await mkdir(staging, { recursive: true });
  try {
    if (source === "package") await runPackageInstaller(installed, target);
    else await buildOnWheel(installed, target, nativeDir());
    const verified = await timed("Verifying it with training steps", () => checkNative(staging));
    await rm(builtPackageDir(), { recursive: true, force: true });
    await rename(target, builtPackageDir());
    return verified;
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}
