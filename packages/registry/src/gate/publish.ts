import { type Bundle, BundleError } from "@lstm-predict/artifacts";
import { StorageError } from "@lstm-predict/storage";
import { challenge, type Decision } from "../challenge.ts";
import { type Champion, readChampion } from "../champion.ts";
import type { BundleStore } from "../stores/bundle-store.ts";

export interface PublishOptions {
  store: BundleStore;
  /** Whether the bundle may become the champion by itself. */
  promote: boolean;
  /** What the log of promotions is to say beside the decision's own figures. */
  evidence?: object | undefined;
  /** Why it is served when it is the first one. */
  first?: string;
}

/** How it ended. */
export interface Published {
  /** Who is served now: undefined when nothing is. */
  champion: Champion | undefined;
  /** Whether that is the published bundle. */
  promoted: boolean;
  /** Why, in words. */
  reason: string;
}

/** Sends a saved bundle to the store and puts it up against the champion, unless that is not wanted. */
export async function publish(
  { store, promote, evidence, first }: PublishOptions,
  bundle: Bundle,
  judge: (champion: Champion) => Promise<Decision>,
): Promise<Published> {
  const { symbol, version } = bundle.metadata;
  try {
    if (promote) {
      const withEvidence = async (champion: Champion) => {
        const decision = await judge(champion);
        return evidence
          ? { ...decision, evidence: { ...(decision.evidence as object), ...evidence } }
          : decision;
      };
      return await challenge(store, bundle.metadata, withEvidence, first === undefined ? {} : { first });
    }
    await store.push(symbol, version);
    const champion = await readChampion(store, symbol);
    return { champion, promoted: false, reason: "it was not to be promoted" };
  } catch (error) {
    if (store.url === store.modelsDir) throw error;
    const mend = `the bundle is saved as ${bundle.dir}: pnpm models push sends it`;
    if (error instanceof BundleError)
      throw new BundleError(error.code, `${error.message}; ${mend}`, { cause: error });
    if (error instanceof StorageError)
      throw new StorageError(error.code, `${error.message}; ${mend}`, { cause: error });
    throw error;
  }
}

/** The same for people. */
export function describePublished({ champion, promoted, reason }: Published): string {
  if (promoted) return `this bundle is now served: ${reason}`;
  return champion ? `stays ${champion.version}; of this bundle: ${reason}` : `none: ${reason}`;
}
