import { dayIn } from "@lstm-predict/bars";
import type { FetchJob } from "../fetch.ts";
import { idOf } from "./queued-job.ts";
import { NEW_YORK } from "./retrain-batch.ts";
import type { Batch } from "./send.ts";

/** One download for each symbol. The same symbols, options and day in New York are the same batch. */
export function fetchBatch(
  symbols: readonly string[],
  options: Omit<FetchJob, "kind" | "symbol">,
  now = new Date(),
): Batch<FetchJob> {
  const day = dayIn(NEW_YORK, now);
  const jobs = symbols.map((symbol) => ({
    id: idOf("fetch", symbol, day, options),
    job: { kind: "fetch", symbol, ...options } as const,
  }));
  return { id: idOf("fetch", "summary", day, { symbols, ...options }), jobs };
}
