import { hostname } from "node:os";
import {
  busyResult,
  type LocalSettings,
  Planner,
  type Result,
  type RetrainJob,
  retrainAll,
  SymbolLocks,
} from "@lstm-predict/jobs";
import type { Claim } from "@lstm-predict/registry";
import { interruptible } from "../../interrupt.ts";
import { currentGit } from "../../settings/git.ts";
import { storeUrl } from "../../settings/open-models.ts";
import { paths } from "../../settings/paths.ts";
import { createCounter } from "../../terminal/counter.ts";
import type { Terminal } from "../../terminal/terminal.ts";
import type { RetrainFlags } from "./flags.ts";
import { planAll, planOptions } from "./plan-all.ts";

/** Plans and retrains all symbols, holding the lock of each symbol throughout. */
export async function retrainSymbols(
  terminal: Terminal,
  symbols: readonly string[],
  flags: RetrainFlags,
): Promise<Result[]> {
  const locks = new SymbolLocks(paths.data);
  try {
    const plans = await planAll(terminal, symbols, flags, locks);
    const nothing = plans.flatMap((plan) => (plan.todo === "nothing" ? [plan.result] : []));
    for (const { symbol } of nothing) locks.release(symbol);
    const { backtestDays, fromScratch, report } = flags;
    const jobs = plans.flatMap((plan): RetrainJob[] =>
      plan.todo === "nothing" ? [] : [{ kind: "retrain", plan, backtestDays, fromScratch, report }],
    );
    if (jobs.length === 0) return nothing;
    return [...nothing, ...(await runAll(terminal, jobs, flags, (symbol) => locks.release(symbol)))];
  } finally {
    locks.releaseAll();
  }
}

/**
 * Claims each symbol in the store before its job, on all machines: what another machine has, or has done since the plan, is
 * left to it. A claim costs requests as long as it is held, and so is not held from the plan on.
 */
async function claiming(terminal: Terminal, flags: RetrainFlags) {
  const options = await planOptions(terminal, flags);
  // The bars are those of the plan.
  const planner = new Planner({ ...options, cache: "offline" });
  const claims = new Map<string, Claim>();
  return {
    begin: async ({ plan: { symbol }, ...job }: RetrainJob): Promise<RetrainJob | Result> => {
      const claim = await options.store.claim(symbol, { holder: `${hostname()}/${process.pid}` });
      if (!claim) return busyResult(symbol);
      claims.set(symbol, claim);
      const plan = await planner.plan(symbol);
      return plan.todo === "nothing" ? plan.result : { ...job, plan, claim: claim.token };
    },
    release: async (symbol: string) => {
      await claims.get(symbol)?.release();
      claims.delete(symbol);
    },
    releaseAll: () => Promise.all([...claims.values()].map((claim) => claim.release())),
  };
}

async function runAll(
  terminal: Terminal,
  jobs: readonly RetrainJob[],
  flags: RetrainFlags,
  onDone: (symbol: string) => void,
): Promise<Result[]> {
  const counter = createCounter(terminal, jobs.length);
  /** The part that is done, 0 to 1, of each symbol in progress. */
  const parts = new Map<string, number>();
  const sum = () => [...parts.values()].reduce((total, part) => total + part, 0);
  const settings: LocalSettings = {
    dataDir: paths.data,
    modelsDir: flags.modelsDir,
    storeUrl: storeUrl(),
    mlrunsDir: flags.track ? paths.mlruns : undefined,
    git: await currentGit(),
  };
  const { begin, release, releaseAll } = await claiming(terminal, flags);
  return interruptible((signal) =>
    retrainAll(jobs, {
      settings,
      begin,
      processes: flags.jobs,
      signal,
      onProgress: (symbol, what, part) => {
        parts.set(symbol, part);
        counter.show(`${symbol}: ${what}`, sum());
      },
      onResult: ({ symbol, outcome, reason }) => {
        parts.delete(symbol);
        onDone(symbol);
        void release(symbol);
        counter.done(`${symbol}: ${outcome}, ${reason}`, sum());
      },
    }),
  ).finally(async () => {
    counter.close();
    await releaseAll();
  });
}
