import { BundleError, firstIssue, isVersion, parseJson } from "@lstm-predict/artifacts";
import { isSymbol } from "@lstm-predict/bars";
import { isStoreFault } from "@lstm-predict/storage";
import { z } from "zod";
import type { BundleStore, Models, Pointer } from "./stores/bundle-store.ts";
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

/** A promotion in `promotions.jsonl`; that of the champion is also the content of `champion.json`. */
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
 * Reads all decisions about a symbol, oldest first. A promoter that was killed before it logged its decision has left it in the
 * champion's pointer: it comes last.
 *
 * @param onWarning called if the last line is incomplete, and therefore skipped
 * @throws BundleError `bad_promotions`, which names the unreadable line
 */
export async function readPromotions(
  models: Models,
  symbol: string,
  onWarning: (warning: string) => void = () => {},
): Promise<LoggedDecision[]> {
  const store = storeOf(models);
  // In this order: whoever moves the pointer logs the decision of the old one before, and its own afterwards.
  const pointer = await store.readPointer(symbol).catch(unlessStoreFault);
  const { lines, torn, where } = await store.readLog(symbol);
  if (torn)
    onWarning(`${where} ends with an incomplete line, which is skipped; the next decision removes it`);
  const pending = pendingDecision(pointer, lines);
  const logged = lines.flatMap((line, index) =>
    // Two processes that complete a log at once may both append the same line.
    line === "" || lines.indexOf(line) < index ? [] : [parseLine(line, where, index + 1)],
  );
  return pending ? [...logged, pending] : logged;
}

/** Logs the decision in the champion's pointer `seen`, if its promoter was killed before it did. */
export async function completeLog(
  store: BundleStore,
  symbol: string,
  seen: Pointer | undefined,
): Promise<void> {
  if (!seen) return;
  const pending = pendingDecision(seen, (await store.readLog(symbol)).lines);
  if (pending) await logDecision(store, pending);
}

/** The decision in a pointer, unless a line has it; undefined for a damaged pointer. */
function pendingDecision(pointer: Pointer | undefined, lines: readonly string[]): Promotion | undefined {
  const held = parsed(pointer?.text);
  if (held === undefined || !promotion.safeParse(held).success) return undefined;
  const { pruned: _, ...decision } = held as Promotion & { pruned?: unknown };
  const isLogged = lines.some((line) => {
    const logged = parsed(line) as Partial<Promotion> | null | undefined;
    return logged?.promotedAt === decision.promotedAt && logged.version === decision.version;
  });
  return isLogged ? undefined : decision;
}

/** A pointer that cannot be read holds no decision: the next challenge replaces it. */
function unlessStoreFault(error: unknown): undefined {
  if (isStoreFault(error)) throw error;
}

function parsed(text = ""): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
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
  // A promoter of an earlier version may have lost the line of the current champion.
  return served.at(-1) === current ? served.at(-2) : served.at(-1);
}
