import { quote } from "@lstm-predict/checks";
import type { CacheMode, LoadOptions } from "@lstm-predict/market-data";
import type { ModelConfig } from "@lstm-predict/model";
import type { BundleStore } from "@lstm-predict/registry";
import { type Keep, parseKeep } from "@lstm-predict/storage";
import { JobError } from "../errors.ts";
import type { Host } from "../host.ts";
import { pruneSpace } from "../prune/prune-space.ts";
import type { PrunedItem } from "../prune/pruned-item.ts";
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
  /** Where the host takes the closes of ^VIX from; default "auto". */
  vix?: LoadOptions["vix"];
  /** Sessions without new bars that are a failure; 0: never. */
  staleAfter: number;
  /** New sessions from which on the symbol is due, unless there is an alarm; default 1. */
  minSessions?: number | undefined;
  /** Days of the backtest; 0: no backtest. */
  backtestDays: number;
  /** Whether networks begin from random weights even where they may go on from trained ones. */
  fromScratch?: boolean | undefined;
  /** Whether to draw the report; otherwise `pnpm report` draws it when somebody looks. */
  report?: boolean | undefined;
  /** How much of the symbol stays after its retraining, as `parseKeep` reads it: "30d", "10". Undefined: all. */
  prune?: string | undefined;
  /** The remote store whose versions the sender sees: a host with another one refuses. */
  store?: string | undefined;
  /** Whether to record the forecasts of the next session, and to settle those before. */
  record?: boolean | undefined;
  /** The claim of the process that started the job: nothing is published without it. */
  claim?: string | undefined;
}

/**
 * Performs a RetrainSymbolJob.
 *
 * @throws what `retrainSymbol` throws, JobError `bad_job`, `other_store`; an error of the plan is a result
 */
export async function planAndRetrain(job: RetrainSymbolJob, host: Host): Promise<Result> {
  const { symbol, config, start, end, strict, cache, vix = "auto", staleAfter } = job;
  const { backtestDays, fromScratch, report } = job;
  const stages = host.stages ?? Stages.begin();
  stages.enter("plan");
  const keep = keepOf(job);
  host.onProgress("plan", 0);
  const store = await host.openStore();
  if (job.store !== undefined && job.store !== store.url)
    throw new JobError(
      "other_store",
      `the sender sees the versions in ${job.store}, and the worker saves them in ${store.url}: set the same MODEL_STORE for all`,
    );
  const planner = new Planner({
    store,
    dataDir: host.dataDir,
    config,
    start,
    end,
    strict,
    cache,
    vix,
    staleAfter,
    minSessions: job.minSessions,
    alarmAfter: async (symbol, day) => {
      const { alarmAfter } = await import("../record/index.ts");
      return alarmAfter({ url: host.recordUrl, dataDir: host.dataDir }, symbol, day, host.onNote);
    },
    onRetry: ({ error }) => host.onNote(error.message),
    onNote: host.onNote,
    take: () => true,
  });
  const plan = await planner.plan(symbol);
  const result =
    plan.todo === "nothing"
      ? { ...plan.result, ...(planner.isLimited && { limited: true }) }
      : await retrainSymbol(
          { kind: "retrain", plan, backtestDays, fromScratch, report },
          { ...host, stages },
        );
  if (job.record) await recordForecasts(symbol, store, job, host);
  if (!keep || plan.todo === "nothing") return result;
  host.onProgress("prune", 1);
  return { ...result, pruned: await pruneRetrained(symbol, keep, host) };
}

/** Records the forecasts of the next session, and settles those before; what fails is a note. */
async function recordForecasts(
  symbol: string,
  models: BundleStore,
  { cache, vix = "auto" }: RetrainSymbolJob,
  { dataDir, recordUrl, signal, onProgress, onNote }: Host,
): Promise<void> {
  onProgress("record", 1);
  const { recordSymbol, Store } = await import("../record/index.ts");
  await using record = new Store({ url: recordUrl, dataDir });
  try {
    const options = { models, record, dataDir, cache, vix, now: Date.now(), signal };
    const { unissued, networkWarnings = {} } = await recordSymbol(symbol, options);
    for (const { role, error } of unissued)
      onNote(`the ${role}'s forecast is not recorded: ${error.message}`);
    for (const [version, warning] of Object.entries(networkWarnings)) onNote(`${version}, ${warning}`);
  } catch (error) {
    if (typeof (error as { code?: unknown }).code !== "string") throw error; // a bug
    onNote(`its forecasts are not recorded: ${(error as Error).message}`);
  }
}

/** @throws JobError `bad_job` */
function keepOf({ prune }: RetrainSymbolJob): Keep | undefined {
  if (prune === undefined) return undefined;
  const keep = parseKeep(prune);
  if (keep) return keep;
  throw new JobError(
    "bad_job",
    `prune is ${quote(prune)}: expected a number of versions such as 10, or of days such as 30d`,
  );
}

/** Prunes what a symbol has on this host and in its store; what fails is a note. Returns what was deleted. */
async function pruneRetrained(symbol: string, keep: Keep, host: Host): Promise<PrunedItem[]> {
  const { items, failures } = await pruneSpace({
    store: await host.openStore(),
    dataDir: host.dataDir,
    mlrunsDir: host.tracking?.mlrunsDir,
    symbols: [symbol],
    keep,
    unsent: false,
    dryRun: false,
    now: Date.now(),
    // The process that has the claim of the symbol holds its lock as well.
    isLocked: true,
  });
  for (const { what, error } of failures) host.onNote(`${what} could not be pruned: ${error.message}`);
  return items.filter(({ reason }) => reason === undefined);
}
