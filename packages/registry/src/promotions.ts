import { BundleError, firstIssue, isVersion, parseJson } from "@lstm-predict/artifacts";
import { isSymbol } from "@lstm-predict/bars";
import { z } from "zod";
import type { Models } from "./stores/bundle-store.ts";
import { storeOf } from "./stores/open-store.ts";

const version = z.string().refine(isVersion, "expected a form like 20261124T040506Z-1a2b3c4d");

/** Schema of champion.json. */
export const championSchema = z.looseObject({
  symbol: z.string().refine(isSymbol, "expected a symbol such as AAPL"),
  version,
  promotedAt: z.iso.datetime(),
  reason: z.string(),
});

const promotion = championSchema.extend({ rolledBackFrom: version.exactOptional() });
const refusal = championSchema
  .omit({ promotedAt: true })
  .extend({ refusedAt: z.iso.datetime(), champion: version.exactOptional() });

/** A promotion in `promotions.jsonl`. */
export interface Promotion {
  symbol: string;
  version: string;
  /** ISO 8601, UTC. */
  promotedAt: string;
  reason: string;
  /** The champion that a rollback replaced. */
  rolledBackFrom?: string;
  /** Scores that the decision is based on. */
  evidence?: unknown;
}

/** A refusal in `promotions.jsonl`: the version was not promoted. */
export interface Refusal {
  symbol: string;
  version: string;
  refusedAt: string;
  reason: string;
  /** The version that stayed champion, if there was one. */
  champion?: string;
  evidence?: unknown;
}

/** A line of `promotions.jsonl`. */
export type LoggedDecision = Promotion | Refusal;

/**
 * Reads all decisions about a symbol, oldest first.
 *
 * @throws BundleError `bad_promotions`, which names the unreadable line
 */
export async function readPromotions(models: Models, symbol: string): Promise<LoggedDecision[]> {
  const { lines, where } = await storeOf(models).readLog(symbol);
  return lines.flatMap((line, index) => (line === "" ? [] : [parseLine(line, where, index + 1)]));
}

function parseLine(line: string, file: string, number: number): LoggedDecision {
  const bad = (fault: string) =>
    new BundleError("bad_promotions", `${file}, line ${number}: ${fault}; fix or remove this line`);
  let value: unknown;
  try {
    value = parseJson(line, file);
  } catch {
    throw bad("not valid JSON (cut short or edited?)");
  }
  const isRefusal = typeof value === "object" && value !== null && "refusedAt" in value;
  const result = (isRefusal ? refusal : promotion).safeParse(value);
  if (!result.success) throw bad(firstIssue(result.error));
  return result.data as LoggedDecision;
}

/** Appends a decision to the symbol's log. */
export function logDecision(models: Models, entry: LoggedDecision): Promise<void> {
  return storeOf(models).appendToLog(entry.symbol, JSON.stringify(entry));
}

/**
 * The champion before `current`, or undefined if there was none. A rollback undoes a promotion, so that repeated rollbacks
 * go further back.
 */
export function versionBefore(entries: readonly LoggedDecision[], current: string): string | undefined {
  const served: string[] = [];
  for (const entry of entries) {
    if (!("promotedAt" in entry)) continue;
    if (entry.rolledBackFrom !== undefined && served.at(-1) === entry.rolledBackFrom) served.pop();
    if (served.at(-1) !== entry.version) served.push(entry.version);
  }
  // A crash may have lost the line of the current champion.
  return served.at(-1) === current ? served.at(-2) : served.at(-1);
}
