import { BundleError, type BundleMetadata } from "@lstm-predict/artifacts";
import { type Champion, moveChampion, parseChampion } from "./champion.ts";
import { logDecision } from "./promotions.ts";
import type { Models, Pointer } from "./stores/bundle-store.ts";
import { storeOf } from "./stores/open-store.ts";

/** Whether a challenger is to be served instead of the champion, why, and what that was decided from. */
export interface Decision {
  promote: boolean;
  reason: string;
  evidence?: unknown;
}

/** How a challenge ended. */
export interface ChallengeOutcome {
  /** Who is served now. */
  champion: Champion;
  /** Whether that is the challenger. */
  promoted: boolean;
  reason: string;
}

/**
 * Pushes a freshly saved bundle and puts it up against its symbol's champion: where there is none it becomes the champion,
 * for the reason `first`, otherwise as `judge` says. The decision and its reason are kept in `promotions.jsonl` either way.
 *
 * Of several first trainings that end together one wins, and the others are judged against it; a champion that moved
 * while it was judged is judged again, and a `champion.json` that cannot be read is replaced.
 */
export async function challenge(
  models: Models,
  challenger: Pick<BundleMetadata, "symbol" | "version">,
  judge: (champion: Champion) => Promise<Decision>,
  { first = "first successful training" } = {},
): Promise<ChallengeOutcome> {
  const store = storeOf(models);
  const { symbol, version } = challenger;
  await store.push(symbol, version);
  for (;;) {
    const seen = await store.readPointer(symbol);
    const { current, decision } = seen
      ? await judgePointer(seen, symbol, judge)
      : { decision: { promote: true, reason: first } };
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
        champion: current!.version,
        ...details,
      });
      return { champion: current!, promoted: false, reason };
    }
  }
}

/** Against a champion that cannot be told a challenger wins. */
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
    return { decision: { promote: true, reason: `the champion cannot be told: ${error.message}` } };
  }
  return { current, decision: await judge(current) };
}
