import { type Plan, Planner, type PlanOptions, type Result, type SymbolLocks } from "@lstm-predict/jobs";
import { givesConfig, resolveConfig } from "../../options/config-options.ts";
import { cacheMode, noteRetry } from "../../options/data-options.ts";
import { openModels } from "../../settings/open-models.ts";
import { paths } from "../../settings/paths.ts";
import { trackRecord } from "../../settings/track-record.ts";
import { createCounter } from "../../terminal/counter.ts";
import type { Terminal } from "../../terminal/terminal.ts";
import type { RetrainFlags } from "./flags.ts";

/** Plans all symbols; with `locks`, takes the lock of each symbol before it plans it. */
export async function planAll(
  terminal: Terminal,
  symbols: readonly string[],
  flags: RetrainFlags,
  locks?: SymbolLocks,
): Promise<Plan[]> {
  const planner = new Planner({
    ...(await planOptions(terminal, flags)),
    onNote: (note) => terminal.note(note),
    take: (symbol) => locks?.take(symbol) ?? true,
  });
  const counter = createCounter(terminal, symbols.length);
  const plans: Plan[] = [];
  try {
    for (const symbol of symbols) {
      const plan = await planner.plan(symbol);
      plans.push(plan);
      counter.done(`${symbol}: ${plan.todo === "nothing" ? plan.result.outcome : plan.why}`);
    }
  } finally {
    counter.close();
  }
  return plans;
}

/** How to plan as the flags say. */
export async function planOptions(terminal: Terminal, flags: RetrainFlags): Promise<PlanOptions> {
  const { start, end, strict, vix, staleAfter, minSessions, dryRun } = flags;
  return {
    store: await openModels(flags.modelsDir),
    dataDir: paths.data,
    start,
    end,
    strict,
    config: givesConfig(flags) ? await resolveConfig(flags) : undefined,
    cache: cacheMode(flags),
    vix,
    staleAfter,
    minSessions,
    alarmAfter: async (symbol, day) => {
      const { alarmAfter } = await import("@lstm-predict/jobs/record");
      return alarmAfter(trackRecord(), symbol, day, (note) => terminal.note(note));
    },
    dryRun,
    onRetry: (retry) => noteRetry(terminal, "Yahoo")!(retry),
    take: () => true,
  };
}

/** The result of a dry run: what the plan would do. */
export function announce(plan: Plan): Result {
  if (plan.todo === "nothing") return plan.result;
  const { symbol, todo, why, newSessions, bars } = plan;
  const what = todo === "train" ? "would be trained" : "would be published";
  return { symbol, outcome: "planned", reason: `${what}: ${why}`, newSessions, to: bars.to };
}
