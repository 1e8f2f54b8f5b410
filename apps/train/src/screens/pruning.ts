import type { PrunedItem, PruneOutcome } from "@lstm-predict/jobs";
import { formatKeep, type Keep } from "@lstm-predict/storage";
import { plainTable } from "../terminal/plain-table.ts";

/** Why something stays, for the user. */
const WHY: Record<NonNullable<PrunedItem["reason"]>, string> = {
  champion: "served",
  rollback: "for a rollback",
  newest: "newest",
  "not judged": "not judged yet",
  decision: "named by a decision",
  recent: "within --keep",
  "unreadable champion": "of a symbol whose champion is unreadable",
  "served here": "with which an API here starts",
  "not sent": "not sent",
  running: "in use",
};

const NOUNS = { version: "version", run: "tracked run", folds: "backtest" };

interface View {
  keep: Keep;
  dryRun: boolean;
  /** Whether what stays has rows too. */
  listKept: boolean;
}

/** Renders what goes as a table, then sums of what goes and stays. */
export function renderPruned({ items }: PruneOutcome, { keep, dryRun, listKept }: View): string {
  const goes = items.filter(({ reason }) => reason === undefined);
  const stays = items.filter(({ reason }) => reason !== undefined);
  const table = plainTable(
    ["symbol", "what", "name", "kB", "stays"],
    ["left", "left", "left", "right", "left"],
  );
  const shown = listKept ? items : goes;
  for (const { kind, symbol, name, bytes, reason } of shown) {
    table.push([symbol ?? "", NOUNS[kind], name, reason ? "" : kilobytes(bytes), reason ? WHY[reason] : ""]);
  }
  const lines = [
    ...(shown.length > 0 ? [table.toString(), ""] : []),
    ...reasonLines(stays),
    `${dryRun ? "Would be deleted" : "Deleted"} with --keep ${formatKeep(keep)}: ${sumOf(goes)}.`,
  ];
  if (dryRun && goes.length > 0) lines.push("Nothing is deleted yet: --yes does it.");
  return lines.join("\n");
}

/** One line on a prune for the summary of a retraining. */
export function prunedLine({ items, failures }: PruneOutcome, dryRun = false): string {
  const failed = failures.map(({ what, error }) => `; ${what} could not be pruned: ${error.message}`);
  return `${dryRun ? "Would be pruned" : "Pruned"}: ${sumOf(items.filter(({ reason }) => reason === undefined))}${failed.join("")}.`;
}

/** The fields of a JSON document about a prune. Fields may be added, but not renamed or removed. */
export function pruneDocument({ items, failures }: PruneOutcome) {
  const goes = items.filter(({ reason }) => reason === undefined);
  return {
    bytes: bytesOf(goes),
    goes: goes.map(({ kind, symbol = null, name, bytes }) => ({ kind, symbol, name, bytes })),
    stays: items.flatMap(({ kind, symbol = null, name, reason }) =>
      reason === undefined ? [] : [{ kind, symbol, name, reason }],
    ),
    failures,
  };
}

function reasonLines(stays: readonly PrunedItem[]): string[] {
  const groups = Map.groupBy(stays, ({ kind, reason }) => `${kind} ${reason}`);
  return [...groups.values()].map((group) => {
    const { kind, reason } = group[0]!;
    const advice =
      reason === "not sent" && kind === "run" ? ": pnpm runs sync sends, --unsent deletes them" : "";
    return `${count(kind, group.length)} ${group.length === 1 ? "stays" : "stay"}, ${WHY[reason!]}${advice}`;
  });
}

/** "2 versions and 1 tracked run (2.9 MB)", "nothing". */
function sumOf(items: readonly PrunedItem[]): string {
  if (items.length === 0) return "nothing";
  const groups = Map.groupBy(items, ({ kind }) => kind);
  const counts = [...groups].map(([kind, group]) => count(kind, group.length)).join(", ");
  return `${counts} (${(bytesOf(items) / 1e6).toFixed(1)} MB)`;
}

function count(kind: PrunedItem["kind"], n: number): string {
  return `${n} ${NOUNS[kind]}${n === 1 ? "" : "s"}`;
}

function bytesOf(items: readonly PrunedItem[]): number {
  return items.reduce((sum, { bytes }) => sum + bytes, 0);
}

function kilobytes(bytes: number): string {
  return (bytes / 1000).toFixed(0);
}
