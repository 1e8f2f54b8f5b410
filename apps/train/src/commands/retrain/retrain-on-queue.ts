import type { Result } from "@lstm-predict/jobs";
import type { RetrainOptions } from "@lstm-predict/jobs/queue";
import type { BundleStore } from "@lstm-predict/registry";
import { formatKeep } from "@lstm-predict/storage";
import { givesConfig, resolveConfig } from "../../options/config-options.ts";
import { cacheMode } from "../../options/data-options.ts";
import { openModels } from "../../settings/open-models.ts";
import { runOnQueue, withQueue } from "../../settings/queue.ts";
import type { Terminal } from "../../terminal/terminal.ts";
import type { RetrainFlags } from "./flags.ts";

/** Retrains all symbols on the workers of a queue, each of which plans what it takes. */
export async function retrainOnQueue(
  terminal: Terminal,
  url: string,
  symbols: readonly string[],
  flags: RetrainFlags,
): Promise<Result[]> {
  const { resultOf, retrainBatch } = await import("@lstm-predict/jobs/queue");
  const store = await openModels(flags.modelsDir);
  const batch = retrainBatch(symbols, await optionsOf(flags, store));
  const looks: Promise<void>[] = [];
  const look = unseenWarning(terminal, store);
  const settled = await withQueue(terminal, url, (queue) => {
    const describe = (settled: Parameters<typeof resultOf>[0]) => {
      const result = resultOf(settled);
      looks.push(look(result));
      return `${result.symbol}: ${result.outcome}, ${result.reason}`;
    };
    return runOnQueue(terminal, queue, batch, describe, flags);
  });
  await Promise.all(looks);
  return settled.map(resultOf);
}

/** Tells once that a worker has saved a version where this machine does not see it. */
function unseenWarning(terminal: Terminal, store: BundleStore): (result: Result) => Promise<void> {
  let isTold = false;
  return async ({ symbol, version }) => {
    if (version === undefined || isTold) return;
    // A store that this machine cannot read is no reason to end the watching.
    const versions = await store.listVersions(symbol).catch(() => undefined);
    if (!versions || versions.get(symbol)?.includes(version) || isTold) return;
    isTold = true;
    terminal.note(
      `${symbol} ${version} is not in ${store.url}, which this machine reads: its worker has another MODEL_STORE or models folder`,
    );
  };
}

/** Lets the queue retrain the symbols by a schedule. */
export async function scheduleOnQueue(
  terminal: Terminal,
  url: string,
  symbols: readonly string[],
  flags: RetrainFlags & { schedule: string },
): Promise<void> {
  const { schedule } = await import("@lstm-predict/jobs/queue");
  const options = await optionsOf(flags, await openModels(flags.modelsDir));
  const { next } = await withQueue(terminal, url, (queue) =>
    schedule(queue, flags.schedule, symbols, options),
  );
  terminal.result(
    `The queue retrains ${symbols.length} symbols by "${flags.schedule}", next at ${next}; "pnpm jobs schedule" shows it`,
  );
}

async function optionsOf(flags: RetrainFlags, { url, modelsDir }: BundleStore): Promise<RetrainOptions> {
  const { start, end, strict, vix, staleAfter, minSessions, backtestDays } = flags;
  const { fromScratch, report, record, prune } = flags;
  return {
    config: givesConfig(flags) ? await resolveConfig(flags) : undefined,
    start,
    end,
    strict,
    ...(vix !== undefined && { vix }),
    staleAfter,
    minSessions,
    backtestDays,
    fromScratch,
    report,
    record,
    cache: cacheMode(flags),
    prune: prune && formatKeep(prune),
    // A folder may have another path on another machine.
    store: url === modelsDir ? undefined : url,
  };
}
