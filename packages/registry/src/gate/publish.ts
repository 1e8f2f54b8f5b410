import { type Bundle, BundleError } from "@lstm-predict/artifacts";
import { StorageError } from "@lstm-predict/storage";
import { challenge, type Decision } from "../challenge.ts";
import { type Champion, readChampion } from "../champion.ts";
import { logDecision, type Refusal } from "../promotions.ts";
import type { BundleStore } from "../stores/bundle-store.ts";

/** Options of `publish`. */
export interface PublishOptions {
  store: BundleStore;
  /** Whether the bundle challenges the champion; otherwise it is only pushed. */
  promote: boolean;
  /** Further evidence to log with the decision. */
  evidence?: object | undefined;
  /** Logged reason, or the promotion, if the bundle is the first of its symbol. */
  first?: string | (() => Decision);
  /** Why the bundle may not become the champion, whoever is. */
  fault?: string | undefined;
}

/** Result of `publish`. */
export interface Published {
  /** The champion after publishing; undefined if there is none. */
  champion: Champion | undefined;
  /** Whether the published bundle became the champion. */
  promoted: boolean;
  /** Why, for the user. */
  reason: string;
}

/**
 * Pushes a saved bundle to the store and, with `promote`, lets it challenge the champion.
 *
 * @throws BundleError or StorageError; if the store is remote, the message says how to push the saved bundle later
 */
export async function publish(
  { store, promote, evidence, first, fault }: PublishOptions,
  bundle: Bundle,
  judge: (champion: Champion) => Promise<Decision>,
): Promise<Published> {
  const { symbol, version } = bundle.metadata;
  try {
    if (promote && fault === undefined) {
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
    if (!promote || fault === undefined)
      return { champion, promoted: false, reason: "it was not to be promoted" };
    // Without a champion there is no decision between two to log.
    if (champion) await logDecision(store, refusalOf({ symbol, version, reason: fault }, champion));
    return { champion, promoted: false, reason: fault };
  } catch (error) {
    if (store.url === store.modelsDir) throw error;
    const advice = `the bundle is saved as ${bundle.dir}: pnpm models push sends it`;
    if (error instanceof BundleError)
      throw new BundleError(error.code, `${error.message}; ${advice}`, { cause: error });
    if (error instanceof StorageError)
      throw new StorageError(error.code, `${error.message}; ${advice}`, { cause: error });
    throw error;
  }
}

function refusalOf(refused: Pick<Refusal, "symbol" | "version" | "reason">, champion: Champion): Refusal {
  return { ...refused, refusedAt: new Date().toISOString(), champion: champion.version };
}

/** One line for the user about the champion after publishing. */
export function describePublished({ champion, promoted, reason }: Published): string {
  if (promoted) return `this bundle is now served: ${reason}`;
  return champion ? `stays ${champion.version}; of this bundle: ${reason}` : `none: ${reason}`;
}
