import { parseSymbol } from "@lstm-predict/bars";
import type { FetchJob } from "@lstm-predict/jobs";
import type { Settled } from "@lstm-predict/jobs/queue";
import { cacheMode, type PeriodFlags } from "../../options/data-options.ts";
import type { QueueFlags } from "../../options/queue-option.ts";
import { runOnQueue, withQueue } from "../../settings/queue.ts";
import { plainTable } from "../../terminal/plain-table.ts";
import type { Terminal } from "../../terminal/terminal.ts";

/** Lets the workers of a queue download the bars into their caches; returns the symbols that failed. */
export async function fetchOnQueue(
  terminal: Terminal,
  url: string,
  symbols: readonly string[],
  flags: PeriodFlags & QueueFlags & { json?: boolean },
): Promise<string[]> {
  const { fetchBatch } = await import("@lstm-predict/jobs/queue");
  const { start, end, json } = flags;
  const batch = fetchBatch([...new Set(symbols.map(parseSymbol))], { start, end, cache: cacheMode(flags) });
  const settled = await withQueue(terminal, url, (queue) =>
    runOnQueue(terminal, queue, batch, (one) => `${one.job.symbol}: ${describe(one)}`, flags),
  );
  if (json) terminal.json({ symbols: settled.map(document) });
  else {
    const table = plainTable(["symbol", "from", "to", ""], ["left", "left", "left", "left"]);
    for (const one of settled) {
      const { from = "", to = "" } = one.state === "done" ? one.result.bars : {};
      table.push([one.job.symbol, from, to, describe(one)]);
    }
    terminal.result(`\n${table}`);
  }
  return settled.filter(({ state }) => state !== "done").map(({ job }) => job.symbol);
}

function describe(settled: Settled<FetchJob>): string {
  if (settled.state === "failed") return `FAILED: ${settled.error.code}`;
  return settled.state === "done"
    ? (settled.result.bars.cache?.outcome ?? settled.result.bars.source)
    : settled.state;
}

function document(settled: Settled<FetchJob>) {
  const { symbol } = settled.job;
  if (settled.state === "done") return { ...settled.result.bars };
  const { code, message } =
    settled.state === "failed" ? settled.error : { code: settled.state, message: "removed" };
  return { symbol, error: { code, message } };
}
