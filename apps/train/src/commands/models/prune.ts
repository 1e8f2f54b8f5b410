import { parseSymbol } from "@lstm-predict/bars";
import { type PruneOutcome, pruneSpace } from "@lstm-predict/jobs";
import { formatKeep, type Keep } from "@lstm-predict/storage";
import { pruneDocument, renderPruned } from "../../screens/pruning.ts";
import { openModels } from "../../settings/open-models.ts";
import { paths } from "../../settings/paths.ts";
import type { Terminal } from "../../terminal/terminal.ts";

/** Flags of `models prune`. */
export interface PruneFlags {
  symbol?: string;
  keep: Keep;
  unsent?: boolean;
  yes?: boolean;
  modelsDir: string;
  json?: boolean;
}

/** Thrown at the end if a part could not be looked through. */
class NotPruned extends Error {
  readonly code = "not_pruned";
}

/** Lists what nothing needs any more, and deletes it with `yes`. */
export async function prune(terminal: Terminal, flags: PruneFlags): Promise<void> {
  const { symbol, keep, unsent = false, yes = false, modelsDir, json } = flags;
  const store = await openModels(modelsDir);
  const symbols = symbol === undefined ? undefined : [parseSymbol(symbol)];
  const { data: dataDir, mlruns: mlrunsDir } = paths;
  const options = { store, dataDir, mlrunsDir, symbols, keep, unsent, dryRun: !yes, now: Date.now() };
  const outcome = await pruneSpace(options);
  if (json) {
    terminal.json({ store: store.url, keep: formatKeep(keep), dryRun: !yes, ...pruneDocument(outcome) });
  } else terminal.result(renderPruned(outcome, { keep, dryRun: !yes, listKept: symbols !== undefined }));
  failIfIncomplete(outcome);
}

/** @throws NotPruned, which says what could not be pruned and why */
export function failIfIncomplete({ failures }: PruneOutcome): void {
  if (failures.length === 0) return;
  throw new NotPruned(
    failures.map(({ what, error }) => `${what} could not be pruned: ${error.message}`).join("; "),
  );
}
