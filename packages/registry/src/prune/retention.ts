import { type Keep, newest } from "@lstm-predict/storage";
import { type LoggedDecision, versionBefore } from "../promotions.ts";

/** Why a version stays. */
export type Reason =
  | "champion"
  /** A rollback would serve it. */
  | "rollback"
  | "newest"
  /** It is newer than the last decision, which no gate may have made yet. */
  | "not judged"
  /** A decision among those that `keep` names is about it, or was made against it. */
  | "decision"
  /** `keep` names it. */
  | "recent"
  /** The champion is unreadable: which versions matter is unknown. */
  | "unreadable champion"
  /** An API of this machine starts with it while the store is out of reach. */
  | "served here"
  /** Only this machine has it, and no decision says that the store once had it. */
  | "not sent";

/** What is known of the versions of a symbol. */
export interface History {
  versions: readonly string[];
  /** Version of the champion; undefined if there is none. */
  champion: string | undefined;
  /** Whether champion.json is there, but unreadable. */
  isUnreadable: boolean;
  /** Oldest first. */
  decisions: readonly LoggedDecision[];
}

/**
 * Says for each version why it stays; undefined if nothing keeps it.
 *
 * Days are counted back from the newest version, or from `now` (ms since 1970) if that is earlier: a clock that has jumped ahead
 * makes no version old.
 */
export function retain(
  { versions, champion, isUnreadable, decisions }: History,
  keep: Keep,
  now: number,
): Map<string, Reason | undefined> {
  const last = versions.toSorted().at(-1);
  const before = champion === undefined ? undefined : versionBefore(decisions, champion);
  const until = last === undefined ? now : Math.min(now, trainedAt(last));
  const recent = newest(versions, trainedAt, keep, until);
  const named = new Set([...newest(decisions, decidedAt, keep, until)].flatMap(versionsOf));
  const judged = new Set(decisions.flatMap(versionsOf));
  const lastDecision = Math.max(...decisions.map(decidedAt));
  const why = (version: string): Reason | undefined => {
    if (isUnreadable) return "unreadable champion";
    if (version === champion) return "champion";
    if (version === before) return "rollback";
    if (version === last) return "newest";
    if (!judged.has(version) && trainedAt(version) > lastDecision) return "not judged";
    if (named.has(version)) return "decision";
    return recent.has(version) ? "recent" : undefined;
  };
  return new Map(versions.map((version) => [version, why(version)]));
}

/** The versions that a decision names. */
export function versionsOf(decision: LoggedDecision): string[] {
  const { version, champion, rolledBackFrom } = decision as LoggedDecision & {
    champion?: string;
    rolledBackFrom?: string;
  };
  return [version, champion, rolledBackFrom].filter((name) => name !== undefined);
}

function decidedAt(decision: LoggedDecision): number {
  return Date.parse("promotedAt" in decision ? decision.promotedAt : decision.refusedAt);
}

/** The time in a version's name, in ms since 1970. */
function trainedAt(version: string): number {
  const [, year, month, day, hours, minutes, seconds] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/.exec(
    version,
  )!;
  return Date.parse(`${year}-${month}-${day}T${hours}:${minutes}:${seconds}Z`);
}
