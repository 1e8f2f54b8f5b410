import { dayIn } from "@lstm-predict/bars";
import type { RetrainSymbolJob } from "../retrain/plan-and-retrain.ts";
import type { Result } from "../retrain/types.ts";
import { idOf, type Settled } from "./queued-job.ts";
import type { Batch } from "./send.ts";
import type { RetrainOptions } from "./tasks.ts";

/** The clock by which an evening is one day. */
export const NEW_YORK = "America/New_York";

/** One job for each symbol. The same symbols, options and day in New York are the same batch. */
export function retrainBatch(
  symbols: readonly string[],
  options: RetrainOptions,
  now = new Date(),
): Batch<RetrainSymbolJob> {
  const day = dayIn(NEW_YORK, now);
  const jobs = symbols.map((symbol) => ({
    id: idOf("retrain", symbol, day, options),
    job: { kind: "retrain-symbol", symbol, ...options } as const,
  }));
  return { id: idOf("retrain", "summary", day, { symbols, ...options }), jobs };
}

/** The row of a symbol. */
export function resultOf(settled: Settled<RetrainSymbolJob>): Result {
  const { symbol } = settled.job;
  if (settled.state === "done") return settled.result;
  if (settled.state === "cancelled")
    return { symbol, outcome: "cancelled", reason: "it was removed from the queue before it began" };
  const { code, message, result } = settled.error;
  return (
    (result as Result | undefined) ?? { symbol, outcome: "failed", reason: message, error: { code, message } }
  );
}
