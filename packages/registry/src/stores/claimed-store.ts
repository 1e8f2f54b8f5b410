import { BundleError } from "@lstm-predict/artifacts";
import type { BundleStore } from "./bundle-store.ts";

/** Methods that publish. */
const PUBLISHING: readonly PropertyKey[] = ["push", "movePointer", "appendToLog"];

/**
 * The store for the holder of a claim: it refuses to publish once another process may have the symbol.
 *
 * @throws BundleError `claim_lost`, from the methods that publish
 */
export function claimedStore(store: BundleStore, symbol: string, token: string): BundleStore {
  return new Proxy(store, {
    get(target, name) {
      const value = Reflect.get(target, name, target);
      if (typeof value !== "function") return value;
      if (!PUBLISHING.includes(name)) return value.bind(target);
      return async (...args: unknown[]) => {
        if (await target.holdsClaim(symbol, token)) return value.apply(target, args);
        throw new BundleError(
          "claim_lost",
          `another run may have ${symbol} by now, and publishes it: this one was cut off from the store for too long`,
        );
      };
    },
  });
}
