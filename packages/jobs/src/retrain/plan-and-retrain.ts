import type { CacheMode } from "@lstm-predict/market-data";
import type { ModelConfig } from "@lstm-predict/model";
import type { Host } from "../host.ts";
import { Stages } from "../stages.ts";
import { Planner } from "./plan.ts";
import { retrainSymbol } from "./retrain-symbol.ts";
import type { Result } from "./types.ts";

/**
 * Plans one symbol on the host that performs it, and retrains it if there is something to do. In contrast to a RetrainJob it
 * names no bars: the host brings them.
 */
export interface RetrainSymbolJob {
  kind: "retrain-symbol";
  symbol: string;
  /** Replaces the champion's configuration. */
  config?: ModelConfig | undefined;
  /** Days, YYYY-MM-DD, inclusive; as those of a Planner. */
  start?: string | undefined;
  end?: string | undefined;
  strict?: boolean | undefined;
  cache: CacheMode;
  /** Sessions without new bars that are a failure; 0: never. */
  staleAfter: number;
  /** Days of the backtest; 0: no backtest. */
  backtestDays: number;
  /** Whether networks begin from random weights even where they may go on from trained ones. */
  fromScratch?: boolean | undefined;
  /** Whether to draw the report; otherwise `pnpm report` draws it when somebody looks. */
  report?: boolean | undefined;
  /** The claim of the process that started the job: nothing is published without it. */
  claim?: string | undefined;
}

/**
 * Performs a RetrainSymbolJob.
 *
 * @throws what `retrainSymbol` throws; an error of the plan is a result
 */
export async function planAndRetrain(job: RetrainSymbolJob, host: Host): Promise<Result> {
  const { symbol, config, start, end, strict, cache, staleAfter, backtestDays, fromScratch, report } = job;
  const stages = host.stages ?? Stages.begin();
  stages.enter("plan");
  host.onProgress("plan", 0);
  const planner = new Planner({
    store: await host.openStore(),
    dataDir: host.dataDir,
    config,
    start,
    end,
    strict,
    cache,
    staleAfter,
    onRetry: ({ error }) => host.onNote(error.message),
    take: () => true,
  });
  const plan = await planner.plan(symbol);
  if (plan.todo === "nothing") return { ...plan.result, ...(planner.isLimited && { limited: true }) };
  return retrainSymbol({ kind: "retrain", plan, backtestDays, fromScratch, report }, { ...host, stages });
}
