import type { Result } from "@lstm-predict/jobs";
import type { RetrainOptions } from "@lstm-predict/jobs/queue";
import { givesConfig, resolveConfig } from "../../options/config-options.ts";
import { cacheMode } from "../../options/data-options.ts";
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
  const batch = retrainBatch(symbols, await optionsOf(flags));
  return withQueue(terminal, url, async (queue) => {
    const describe = (settled: Parameters<typeof resultOf>[0]) => {
      const { symbol, outcome, reason } = resultOf(settled);
      return `${symbol}: ${outcome}, ${reason}`;
    };
    return (await runOnQueue(terminal, queue, batch, describe, flags)).map(resultOf);
  });
}

/** Lets the queue retrain the symbols by a schedule. */
export async function scheduleOnQueue(
  terminal: Terminal,
  url: string,
  symbols: readonly string[],
  flags: RetrainFlags & { schedule: string },
): Promise<void> {
  const { schedule } = await import("@lstm-predict/jobs/queue");
  const options = await optionsOf(flags);
  const { next } = await withQueue(terminal, url, (queue) =>
    schedule(queue, flags.schedule, symbols, options),
  );
  terminal.result(
    `The queue retrains ${symbols.length} symbols by "${flags.schedule}", next at ${next}; "pnpm jobs schedule" shows it`,
  );
}

async function optionsOf(flags: RetrainFlags): Promise<RetrainOptions> {
  const { start, end, strict, staleAfter, backtestDays, fromScratch, report } = flags;
  const config = givesConfig(flags) ? await resolveConfig(flags) : undefined;
  return {
    config,
    start,
    end,
    strict,
    staleAfter,
    backtestDays,
    fromScratch,
    report,
    cache: cacheMode(flags),
  };
}
