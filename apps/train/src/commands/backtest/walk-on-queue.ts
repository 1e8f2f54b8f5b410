import type { BacktestOptions, BacktestSymbol } from "@lstm-predict/backtest";
import { refOf } from "@lstm-predict/jobs";
import type { BarSeries } from "@lstm-predict/market-data";
import type { PeriodFlags } from "../../options/data-options.ts";
import type { QueueFlags } from "../../options/queue-option.ts";
import type { VixFlags } from "../../options/vix-option.ts";
import { runOnQueue, withQueue } from "../../settings/queue.ts";
import type { Terminal } from "../../terminal/terminal.ts";

/** A symbol whose bars other machines can load as well. */
export type QueuedSymbol = BacktestSymbol & { loaded: BarSeries };

/** Lets the workers of a queue compute the folds that are not in `dir`, and stores them there. Throws the first failure. */
export async function walkOnQueue(
  terminal: Terminal,
  url: string,
  symbols: readonly QueuedSymbol[],
  { config, folds, horizons }: Pick<BacktestOptions, "config" | "folds" | "horizons">,
  { seeds, start, end, vix, cancel }: PeriodFlags & QueueFlags & VixFlags & { seeds: number },
  dir: string,
): Promise<void> {
  const { foldBatch, storeFold } = await import("@lstm-predict/jobs/queue");
  const { FoldStore } = await import("@lstm-predict/backtest");
  const store = new FoldStore(dir);
  const plan = {
    config,
    folds,
    horizons,
    seeds: Array.from({ length: seeds }, (_, k) => config.seed + k),
    symbols: symbols.map((symbol) => ({ ...symbol, ref: refOf(symbol.loaded, { start, end, vix }) })),
  };
  const batch = await foldBatch(plan, store);
  if (batch.jobs.length === 0) return;
  const settled = await withQueue(terminal, url, (queue) =>
    runOnQueue(terminal, queue, batch, ({ id, state }) => `${id}: ${state}`, { cancel }),
  );
  const stored = await Promise.allSettled(settled.map((fold) => storeFold(fold, store)));
  for (const one of stored) if (one.status === "rejected") throw one.reason;
}
