import { basename } from "node:path";
import { bundleDir, symbolDir } from "@lstm-predict/artifacts";

/** Written last: a version without it is not there yet. */
export const SEAL = "checksums.sha256";

// `symbolDir` and `bundleDir` refuse what is no name: keys are as safe as paths.
export const championKey = (symbol: string) => `champions/${symbolDir("", symbol)}.json`;
export const logKey = (symbol: string) => `promotions/${symbolDir("", symbol)}/`;
export function bundleKey(symbol: string, version?: string): string {
  const folder = `bundles/${symbolDir("", symbol)}/`;
  return version === undefined ? folder : `${folder}${basename(bundleDir("", symbol, version))}/`;
}
