import util from "node:util";

/**
 * Restores two functions that tfjs-node 4.22 calls: `util.isNullOrUndefined`, which Node 23 removed, and `util.isArray`,
 * which prints a deprecation warning (tensorflow/tfjs#8609).
 */
export function restoreNodeUtilities(): void {
  Object.assign(util, { isNullOrUndefined: (value: unknown) => value == null, isArray: Array.isArray });
}
