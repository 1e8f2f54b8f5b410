import { basename } from "node:path";
import { bundleDir, symbolDir } from "@lstm-predict/artifacts";

/** The file of a bundle that is written last: without it a version does not exist yet. */
export const SEAL = "checksums.sha256";

// `symbolDir` and `bundleDir` validate symbol and version, so that keys are as safe as paths.
/** Key of the champion.json of a symbol. */
export const championKey = (symbol: string) => `champions/${symbolDir("", symbol)}.json`;
/** Key of the lease of a symbol. */
export const claimKey = (symbol: string) => `claims/${symbolDir("", symbol)}.json`;
/** Prefix of the decisions about a symbol. */
export const logKey = (symbol: string) => `promotions/${symbolDir("", symbol)}/`;
/** Key of the decision of this number, from 1, about a symbol. */
export const decisionKey = (symbol: string, number: number) =>
  `${logKey(symbol)}${String(number).padStart(6, "0")}.json`;
/** Prefix of the files of a version, or of all versions of a symbol. */
export function bundleKey(symbol: string, version?: string): string {
  const folder = `bundles/${symbolDir("", symbol)}/`;
  return version === undefined ? folder : `${folder}${basename(bundleDir("", symbol, version))}/`;
}
