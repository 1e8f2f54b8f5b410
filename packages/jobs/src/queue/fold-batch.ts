import type { BacktestOptions, BacktestSymbol, FoldKey, FoldStore } from "@lstm-predict/backtest";
import { walkForward } from "@lstm-predict/backtest/folds";
import type { BarsRef } from "../bars-ref.ts";
import type { FoldJob } from "../fold.ts";
import { idOf, type Settled } from "./queued-job.ts";
import type { Batch } from "./send.ts";

/** What to backtest: `runBacktest` without warm starts, whose folds wait for each other. */
export interface FoldPlan extends Pick<BacktestOptions, "config" | "seeds" | "folds" | "horizons"> {
  symbols: readonly (BacktestSymbol & { ref: BarsRef })[];
}

/** One job for each fold of a plan that is not in `store`. */
export function foldBatch(plan: FoldPlan, store: FoldStore): Promise<Batch<FoldJob>> {
  const { symbols, config, seeds, folds, horizons } = plan;
  const jobs = symbols.flatMap(({ symbol, series, vix, covariates, ref }) =>
    walkForward(series.length, config.window, folds).flatMap((fold) =>
      seeds.map((seed) =>
        foldJob({ ...ref, symbol }, { config: { ...config, seed }, fold, vix, covariates, horizons }),
      ),
    ),
  );
  return batchFolds(jobs, store);
}

/** The job of a fold. */
export function foldJob(
  bars: BarsRef,
  key: Pick<FoldKey, "config" | "fold" | "vix" | "covariates" | "horizons">,
): FoldJob {
  const { config, fold, vix, covariates, horizons } = key;
  return { kind: "fold", bars, config, fold, vix, covariates, horizons, folder: "queue", carry: true };
}

/** The jobs whose folds are not in `store`. */
export async function batchFolds(all: readonly FoldJob[], store: FoldStore): Promise<Batch<FoldJob>> {
  const stored = await Promise.all(all.map(async (job) => (await store.read(keyOf(job))) !== undefined));
  const jobs = all
    .filter((_, k) => !stored[k])
    .map((job) => {
      const { bars, config, fold, vix, covariates, horizons } = job;
      return {
        id: idOf("fold", `${bars.symbol}-${fold.number}`, bars.to, {
          sha256: bars.sha256,
          config,
          fold,
          vix,
          horizons,
          covariates,
        }),
        job,
      };
    });
  return {
    id: idOf(
      "fold",
      "summary",
      "all",
      jobs.map(({ id }) => id),
    ),
    jobs,
  };
}

/**
 * Stores the fold that a job brought, where `runBacktest` reads it.
 *
 * @throws an error with the code and the message of the job, if it failed or was cancelled
 */
export async function storeFold(settled: Settled<FoldJob>, store: FoldStore): Promise<void> {
  if (settled.state === "done") return store.writeText(keyOf(settled.job), settled.result.text!);
  const { symbol } = settled.job.bars;
  const where = `${symbol}, seed ${settled.job.config.seed}, fold ${settled.job.fold.number}`;
  const { code, message } =
    settled.state === "failed"
      ? settled.error
      : { code: "cancelled", message: "it was removed from the queue before it began" };
  throw Object.assign(new Error(`${where}: ${message}`), { code });
}

function keyOf({ bars, config, fold, vix, covariates, horizons }: FoldJob): FoldKey {
  const { symbol, sha256 } = bars;
  return { symbol, bars: sha256, config, fold, warmStart: false, vix, horizons, covariates };
}
