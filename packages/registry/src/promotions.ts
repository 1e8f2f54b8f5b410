import { BundleError, firstIssue, isVersion, parseJson } from "@lstm-predict/artifacts";
import { isSymbol } from "@lstm-predict/bars";
import { z } from "zod";
import type { Models } from "./stores/bundle-store.ts";
import { storeOf } from "./stores/open-store.ts";

const version = z.string().refine(isVersion, "expected a form like 20261124T040506Z-1a2b3c4d");

export const championSchema = z.looseObject({
  symbol: z.string().refine(isSymbol, "expected a symbol such as AAPL"),
  version,
  promotedAt: z.iso.datetime(),
  reason: z.string(),
});

const promotion = championSchema.extend({ rolledBackFrom: version.exactOptional() });
const refusal = championSchema
  .omit({ promotedAt: true })
  .extend({ refusedAt: z.iso.datetime(), champion: version });

/** A line of `promotions.jsonl` about a version that was promoted. */
export interface Promotion {
  symbol: string;
  version: string;
  /** ISO 8601, UTC. */
  promotedAt: string;
  reason: string;
  /** The version that a rollback took out of service. */
  rolledBackFrom?: string;
  /** What the decision was made from. */
  evidence?: unknown;
}

/** A line about a version that was not promoted. */
export interface Refusal {
  symbol: string;
  version: string;
  refusedAt: string;
  reason: string;
  /** The version that stayed in service. */
  champion: string;
  evidence?: unknown;
}

/** A line of `promotions.jsonl`. */
export type LoggedDecision = Promotion | Refusal;

/**
 * Every decision about a symbol, oldest first; none when nothing was decided.
 *
 * BundleError `bad_promotions` names the line that cannot be read.
 */
export async function readPromotions(models: Models, symbol: string): Promise<LoggedDecision[]> {
  const { lines, where } = await storeOf(models).readLog(symbol);
  return lines.flatMap((line, index) => (line === "" ? [] : [parseLine(line, where, index + 1)]));
}

function parseLine(line: string, file: string, number: number): LoggedDecision {
  const bad = (fault: string) =>
    new BundleError("bad_promotions", `${file}, line ${number}: ${fault}; mend or remove this line`);
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

/** Adds a line to the symbol's log, which only ever grows. */
export function logDecision(models: Models, entry: LoggedDecision): Promise<void> {
  return storeOf(models).appendToLog(entry.symbol, JSON.stringify(entry));
}

/**
 * The version that was served before `current`: rollbacks undo promotions, so that several in a row go further back.
 * Undefined where there was none.
 */
export function versionBefore(entries: readonly LoggedDecision[], current: string): string | undefined {
  const served: string[] = [];
  for (const entry of entries) {
    if (!("promotedAt" in entry)) continue;
    if (entry.rolledBackFrom !== undefined && served.at(-1) === entry.rolledBackFrom) served.pop();
    if (served.at(-1) !== entry.version) served.push(entry.version);
  }
  // A crash may have come between the champion and its line.
  return served.at(-1) === current ? served.at(-2) : served.at(-1);
}
