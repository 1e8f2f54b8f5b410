import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { NativeError } from "./errors.ts";

/** The binding's path in a package. Node-API version 8 works in Node 20 to 26. */
const BINDING = join("lib", "napi-v8", "tfjs_binding.node");

/**
 * The folder of the binding and its libraries: NATIVE_DIR, or `.native` in the repository. It is not in node_modules,
 * because the package's installer rewrites a file that pnpm shares with its store.
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

/** The binding's file: the one that `pnpm native` built, else the one in the installed package, else undefined. */
export function findBinding(): string | undefined {
  return [builtPackageDir(), installedPackageDir()].map((dir) => join(dir, BINDING)).find(existsSync);
}

/** Whether the binding's file exists. `pnpm native --check` also tests whether it works. */
export function isNativeBuilt(): boolean {
  try {
    return findBinding() !== undefined;
  } catch {
    return false;
  }
}
