import { randomUUID } from "node:crypto";
import { BundleError } from "@lstm-predict/artifacts";
import type { Pointer } from "../stores/bundle-store.ts";

/**
 * The mark of a prune in champion.json, the field `pruned`: the versions that are being deleted; empty once they are gone.
 *
 * A promotion replaces the pointer that it has read, so one that has read a pointer without the mark fails after it, and one
 * that reads the mark refuses. For stores without locks. `id` makes each text of a pointer, and so its tag, unique.
 */
interface Mark {
  id: string;
  versions: string[];
}

/** The versions that are being deleted. */
export function prunedIn(pointer: Pointer | undefined): string[] {
  const versions = (decisionIn(pointer).pruned as Partial<Mark> | undefined)?.versions;
  return Array.isArray(versions) ? versions.filter((version) => typeof version === "string") : [];
}

/** The text of a pointer: a decision, marked if there are `versions`, or were. */
export function formatPointer(decision: object, versions?: readonly string[]): string {
  const pruned: Mark | undefined = versions && { id: randomUUID(), versions: [...versions] };
  return `${JSON.stringify({ ...decision, ...(pruned && { pruned }) }, null, 2)}\n`;
}

/** The text of the pointer of a symbol with another mark; without a champion, of the mark alone. */
export function remark(pointer: Pointer | undefined, symbol: string, versions: readonly string[]): string {
  return formatPointer({ symbol, ...decisionIn(pointer) }, versions);
}

/** Whether a pointer holds the mark alone: the symbol has no champion. */
export function isVacant(pointer: Pointer): boolean {
  const { pruned, version } = decisionIn(pointer);
  return pruned !== undefined && version === undefined;
}

/** Whether only a prune has changed the pointer: the decision in it is the same, or there is none. */
export function differsByMark(before: Pointer | undefined, after: Pointer | undefined): boolean {
  if (before?.text === after?.text) return false;
  const [a, b] = [before, after].map((pointer) => {
    if (!pointer || isVacant(pointer)) return "";
    const { pruned: _, ...decision } = decisionIn(pointer);
    return JSON.stringify(decision);
  });
  return a === b;
}

/** Throws BundleError `pruned` if the version is being deleted. */
export function refusePruned(pointer: Pointer | undefined, symbol: string, version: string): void {
  if (!prunedIn(pointer).includes(version)) return;
  throw new BundleError(
    "pruned",
    `${symbol} ${version} is being deleted by pnpm models prune, and is neither served nor sent: choose another version`,
  );
}

function decisionIn(pointer: Pointer | undefined): Record<string, unknown> {
  try {
    return JSON.parse(pointer?.text ?? "{}") ?? {};
  } catch {
    return {};
  }
}
