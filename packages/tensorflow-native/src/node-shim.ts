import util from "node:util";

/**
 * tfjs-node 4.22 calls `util.isNullOrUndefined`, which Node 23 took away, and `util.isArray`, which warns
 * (tensorflow/tfjs#8609).
 */
export function restoreNodeUtilities(): void {
  Object.assign(util, { isNullOrUndefined: (value: unknown) => value == null, isArray: Array.isArray });
}
