import { BundleError, type BundleMetadata } from "@lstm-predict/artifacts";
import { type Champion, moveChampion, parseChampion } from "./champion.ts";
import { logDecision } from "./promotions.ts";
import { isVacant } from "./prune/mark.ts";
import type { Models, Pointer } from "./stores/bundle-store.ts";
import { storeOf } from "./stores/open-store.ts";

/** The reason for serving the first model of a symbol. */
export const FIRST = "first successful training";

/** Whether a challenger replaces the champion, why, and the evidence for it. */
export interface Decision {
  promote: boolean;
  /** One clause for the user. */
  reason: string;
  evidence?: unknown;
}

/** Result of a challenge. */
export interface ChallengeOutcome {
  /** The champion after the challenge; undefined if the first model was refused. */
  champion: Champion | undefined;
  /** Whether the challenger became the champion. */
  promoted: boolean;
  reason: string;
}

/**
 * Pushes a saved bundle and lets it challenge the champion of its symbol; logs the decision in `promotions.jsonl`.
 *
 * Without a champion, the challenger becomes the champion with the reason `first`, or as the decision `first` says; otherwise
 * `judge` decides. If several first trainings end at once, one becomes the champion and the others are judged against it. If the
 * champion changes during the judgement, the new one is judged. An unreadable `champion.json` is replaced.
 *
 * @param judge decides between the given champion and the challenger
 * @throws what `BundleStore.push` and `judge` throw
 */
export async function challenge(
  models: Models,
  challenger: Pick<BundleMetadata, "symbol" | "version">,
  judge: (champion: Champion) => Promise<Decision>,
  { first = FIRST }: { first?: string | (() => Decision) } = {},
): Promise<ChallengeOutcome> {
  const store = storeOf(models);
  const { symbol, version } = challenger;
  await store.push(symbol, version);
  for (;;) {
    const seen = await store.readPointer(symbol);
    const { current, decision } =
      seen && !isVacant(seen)
        ? await judgePointer(seen, symbol, judge)
        : {
            current: undefined,
            decision: typeof first === "string" ? { promote: true, reason: first } : first(),
          };
    const { promote, reason, evidence } = decision;
    const details = evidence === undefined ? {} : { evidence };
    if (promote) {
      const champion = await moveChampion(store, seen, { symbol, version, reason }, details);
      if (champion) return { champion, promoted: true, reason };
    } else if ((await store.readPointer(symbol))?.tag === seen?.tag) {
      const refusedAt = new Date().toISOString();
      await logDecision(store, {
        symbol,
        version,
        refusedAt,
        reason,
        ...(current && { champion: current.version }),
        ...details,
      });
      return { champion: current, promoted: false, reason };
    }
  }
}

/** Lets `judge` decide; if the pointer is unreadable, the challenger wins. */
async function judgePointer(
  seen: Pointer,
  symbol: string,
  judge: (champion: Champion) => Promise<Decision>,
): Promise<{ current?: Champion; decision: Decision }> {
  let current: Champion;
  try {
    current = parseChampion(seen, symbol);
  } catch (error) {
    if (!(error instanceof BundleError)) throw error;
    return { decision: { promote: true, reason: `the champion is unreadable: ${error.message}` } };
  }
  return { current, decision: await judge(current) };
}
