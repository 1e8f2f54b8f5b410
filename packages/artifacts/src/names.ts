import { join } from "node:path";
import { isSymbol } from "@lstm-predict/bars";
import { quote } from "@lstm-predict/checks";
import { BundleError } from "./errors.ts";

const VERSION = /^\d{8}T\d{6}Z-[0-9a-f]{8}$/;
/** No segment starts with a dot, which excludes ".." and hidden files. */
const RELATIVE_PATH = /^[A-Za-z0-9_][\w.-]*(\/[A-Za-z0-9_][\w.-]*)*$/;

/** Whether `text` has the form of a bundle version, `20261124T040506Z-1a2b3c4d`. */
export const isVersion = (text: string): boolean => VERSION.test(text);

/** Whether `text` is a relative path that stays in its folder, such as `plots/loss.png`. */
export const isRelativePath = (text: string): boolean => RELATIVE_PATH.test(text);

/**
 * The folder `<modelsDir>/<SYMBOL>`.
 *
 * @throws BundleError `bad_symbol`, so that no unsafe name gets into a path
 */
export function symbolDir(modelsDir: string, symbol: string): string {
  if (!isSymbol(symbol)) {
    throw new BundleError(
      "bad_symbol",
      `symbol is ${quote(symbol)}: expected 1 to 20 of A-Z 0-9 . - = ^, such as AAPL, BRK-B or ^GSPC`,
    );
  }
  return join(modelsDir, symbol);
}

/**
 * The folder `<modelsDir>/<SYMBOL>/<version>`.
 *
 * @throws BundleError `bad_symbol` or `bad_version`
 */
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

/** The version of a bundle: `2026-11-24T04:05:06.789Z` and `1a2b3c4d...` give `20261124T040506Z-1a2b3c4d`. */
export function bundleVersion(createdAt: string, weightsSha256: string): string {
  const time = new Date(createdAt).toISOString().slice(0, 19).replaceAll(/[-:]/g, "");
  return `${time}Z-${weightsSha256.slice(0, 8)}`;
}
