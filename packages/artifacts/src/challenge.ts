import { type Champion, promote, promoteFirst, readChampion } from "./champion.ts";
import { BundleError } from "./errors.ts";
import { record } from "./promotions.ts";
import type { BundleMetadata } from "./types.ts";

/** Whether a challenger is to be served instead of the champion, why, and what that was decided from. */
export interface Verdict {
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
 * Puts a freshly saved bundle up against its symbol's champion: where there is none it becomes the champion, otherwise as
 * `judge` says. The verdict and its reason are kept in `promotions.jsonl` either way.
 *
 * Of several first trainings that end together one wins, and the others are judged against it; a champion that changed
 * while it was judged is judged again, and a `champion.json` that cannot be read is replaced.
 */
export async function challenge(
  modelsDir: string,
  challenger: Pick<BundleMetadata, "symbol" | "version">,
  judge: (champion: Champion) => Promise<Verdict>,
): Promise<ChallengeOutcome> {
  const { symbol, version } = challenger;
  const current = await readChampion(modelsDir, symbol).catch(unreadable);
  if (current instanceof BundleError) {
    const reason = `the champion cannot be told: ${current.message}`;
    return { champion: await promote(modelsDir, symbol, version, reason), promoted: true, reason };
  }
  if (!current) {
    const champion = await promoteFirst(modelsDir, symbol, version);
    if (!champion) return challenge(modelsDir, challenger, judge);
    return { champion, promoted: true, reason: champion.reason };
  }
  const { promote: isBetter, reason, evidence } = await judge(current);
  const now = await readChampion(modelsDir, symbol);
  if (now?.version !== current.version) return challenge(modelsDir, challenger, judge);
  const details = evidence === undefined ? {} : { evidence };
  if (isBetter) {
    const champion = await promote(modelsDir, symbol, version, reason, details);
    return { champion, promoted: true, reason };
  }
  const refusedAt = new Date().toISOString();
  await record(modelsDir, { symbol, version, refusedAt, reason, champion: current.version, ...details });
  return { champion: current, promoted: false, reason };
}

function unreadable(error: unknown): BundleError {
  if (error instanceof BundleError && (error.code === "bad_champion" || error.code === "bad_json"))
    return error;
  throw error;
}
