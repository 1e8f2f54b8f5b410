import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { NativeError } from "./errors.ts";

/** The part of a package that Node 20 to 26 load: its interface has not changed since. */
const BINDING = join("lib", "napi-v8", "tfjs_binding.node");

/**
 * Where the binding and its libraries are built: NATIVE_DIR, or `.native` in the repository. Not in node_modules: pnpm
 * links a package's files with its store, and the package's installer rewrites one of them.
 */
export function nativeDir(): string {
  return resolve(process.env.NATIVE_DIR || fileURLToPath(new URL("../../../.native", import.meta.url)));
}

/** The copy of the package in which the binding is built. */
export function builtPackageDir(): string {
  return join(nativeDir(), "tfjs-node");
}

/**
 * The package as pnpm installed it.
 *
 * @throws NativeError `not_installed`
 */
export function installedPackageDir(): string {
  try {
    return dirname(createRequire(import.meta.url).resolve("@tensorflow/tfjs-node/package.json"));
  } catch (cause) {
    throw new NativeError("not_installed", "@tensorflow/tfjs-node is not installed", { cause });
  }
}

/** The binding in use: the one that `pnpm native` built, or one that the package's own installer left in the package. */
export function findBinding(): string | undefined {
  return [builtPackageDir(), installedPackageDir()].map((dir) => join(dir, BINDING)).find(existsSync);
}

/** Whether there is a binding; whether it works, `pnpm native --check` says. */
export function isNativeBuilt(): boolean {
  try {
    return findBinding() !== undefined;
  } catch {
    return false;
  }
}
