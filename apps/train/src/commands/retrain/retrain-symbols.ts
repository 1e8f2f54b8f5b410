import {
  type LocalSettings,
  type Result,
  type RetrainJob,
  retrainAll,
  SymbolClaims,
} from "@lstm-predict/jobs";
import { interruptible } from "../../interrupt.ts";
import { currentGit } from "../../settings/git.ts";
import { openModels, storeUrl } from "../../settings/open-models.ts";
import { paths } from "../../settings/paths.ts";
import { createCounter } from "../../terminal/counter.ts";
import type { Terminal } from "../../terminal/terminal.ts";
import type { RetrainFlags } from "./flags.ts";
import { planAll } from "./plan-all.ts";

/** Plans and retrains all symbols, holding the claim of each symbol throughout. */
export async function retrainSymbols(
  terminal: Terminal,
  symbols: readonly string[],
  flags: RetrainFlags,
): Promise<Result[]> {
  const claims = new SymbolClaims(await openModels(flags.modelsDir), paths.data);
  try {
    const plans = await planAll(terminal, symbols, flags, claims);
    const nothing = plans.flatMap((plan) => (plan.todo === "nothing" ? [plan.result] : []));
    await Promise.all(nothing.map(({ symbol }) => claims.release(symbol)));
    const { backtestDays } = flags;
    const jobs = plans.flatMap((plan): RetrainJob[] =>
      plan.todo === "nothing"
        ? []
        : [{ kind: "retrain", plan, backtestDays, claim: claims.tokenOf(plan.symbol) }],
    );
    if (jobs.length === 0) return nothing;
    return [...nothing, ...(await runAll(terminal, jobs, flags, (symbol) => void claims.release(symbol)))];
  } finally {
    await claims.releaseAll();
  }
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
  return interruptible((signal) =>
    retrainAll(jobs, {
      settings,
      processes: flags.jobs,
      signal,
      onProgress: (symbol, what, part) => {
        parts.set(symbol, part);
        counter.show(`${symbol}: ${what}`, sum());
      },
      onResult: ({ symbol, outcome, reason }) => {
        parts.delete(symbol);
        onDone(symbol);
        counter.done(`${symbol}: ${outcome}, ${reason}`, sum());
      },
    }),
  ).finally(() => counter.close());
}
