import { join } from "node:path";
import { isSymbol } from "@lstm-predict/bars";
import { quote } from "@lstm-predict/checks";
import { BundleError } from "./errors.ts";

const VERSION = /^\d{8}T\d{6}Z-[0-9a-f]{8}$/;
/** No segment may start with a dot, so ".." and hidden files are out. */
const RELATIVE_PATH = /^[A-Za-z0-9_][\w.-]*(\/[A-Za-z0-9_][\w.-]*)*$/;

export const isVersion = (text: string): boolean => VERSION.test(text);
export const isRelativePath = (text: string): boolean => RELATIVE_PATH.test(text);

/** The folder `models/<SYMBOL>`; throws `bad_symbol` before an unsafe name reaches a path. */
export function symbolDir(modelsDir: string, symbol: string): string {
  if (!isSymbol(symbol)) {
    throw new BundleError(
      "bad_symbol",
      `symbol is ${quote(symbol)}: expected 1 to 20 of A-Z 0-9 . - = ^, such as AAPL, BRK-B or ^GSPC`,
    );
  }
  return join(modelsDir, symbol);
}

/** The folder `models/<SYMBOL>/<version>`; throws `bad_symbol` or `bad_version`. */
export function bundleDir(modelsDir: string, symbol: string, version: string): string {
  const parent = symbolDir(modelsDir, symbol);
  if (!isVersion(version)) {
    throw new BundleError(
      "bad_version",
      `version is ${quote(version)}: expected a form like 20261124T040506Z-1a2b3c4d`,
    );
  }
  return join(parent, version);
}

/** `2026-11-24T04:05:06.789Z` and a weight hash give `20261124T040506Z-1a2b3c4d`. */
export function bundleVersion(createdAt: string, weightsSha256: string): string {
  const time = new Date(createdAt).toISOString().slice(0, 19).replaceAll(/[-:]/g, "");
  return `${time}Z-${weightsSha256.slice(0, 8)}`;
}
