import { LEVELS, type LevelName, levelName } from "@lstm-predict/forecasts";
import { mean } from "@lstm-predict/metrics";
import type { Role } from "../ledger/forecast.ts";
import { type LiveScores, type LiveShare, type SameDays, shareOf } from "./score.ts";
import type { Summary } from "./summaries.ts";

/** Scores of all symbols together; null: undefined. */
export interface PooledScores {
  /** Symbols with enough settled days: the others are left out. */
  symbols: number;
  /** Settled days of these symbols, one for each symbol and session. */
  days: number;
  /** Sessions, as many as the symbol has that has most. */
  sessions: number;
  /** Whether no symbol has enough days: too few to tell. */
  tooFew: boolean;
  /** Geometric mean over symbols of the error over that of the naive forecast. */
  mase: number | null;
  /** Symbols whose MASE is below 1. */
  better: number;
  /** Intervals of these shares count a session once: symbols move together. */
  direction: LiveShare;
  coverage: Record<LevelName, LiveShare>;
  /** Geometric means over symbols of the interval score, and of the CRPS, in percent. */
  winkler: number | null;
  crps: number | null;
  /** Beside forecasters that need no model, on the same days. */
  beside: Partial<Record<Role, PooledComparison>>;
}

/** Ratios to another forecaster, as geometric means over symbols: below 1, the own scores are better. */
export interface PooledComparison {
  /** Symbols with enough days on which both have forecast. */
  symbols: number;
  mase: number | null;
  winkler: number | null;
  crps: number | null;
  /** Symbols whose interval score is better than the other forecaster's. */
  better: number;
}

/**
 * Pools the summaries of all symbols, of one role and horizon.
 *
 * Each symbol counts once in a mean, so that neither a dear nor a wild one decides it; a geometric mean treats twice as good and
 * half as good alike.
 */
export function poolSummaries(summaries: readonly Summary[]): PooledScores {
  const pooled = summaries.filter(({ scores }) => !scores.tooFew);
  const horizon = summaries[0]?.horizon ?? 1;
  const scores = pooled.map((summary) => summary.scores);
  const sessions = Math.max(0, ...summaries.map((summary) => summary.scores.days));
  const share = (of: (scores: LiveScores) => LiveShare) => {
    const shares = scores.map(of);
    const trials = sum(shares.map((one) => one.trials));
    return shareOf(sum(shares.map(({ right }) => right)), trials, Math.min(trials, sessions) / horizon);
  };
  const coverage = LEVELS.map(levelName).map((level) => [level, share((one) => one.coverage[level])]);
  const roles = [...new Set(pooled.flatMap(({ beside }) => Object.keys(beside) as Role[]))];
  return {
    symbols: pooled.length,
    days: sum(scores.map(({ days }) => days)),
    sessions,
    tooFew: pooled.length === 0,
    mase: geometricMean(scores.map(({ mase }) => mase)),
    better: scores.filter(({ mase }) => mase !== null && mase < 1).length,
    direction: share(({ direction }) => direction),
    coverage: Object.fromEntries(coverage),
    winkler: geometricMean(scores.map(({ winkler }) => winkler)),
    crps: geometricMean(scores.map(({ crps }) => crps)),
    beside: Object.fromEntries(
      roles.map((role) => [role, compareAll(pooled.flatMap(({ beside }) => beside[role] ?? []))]),
    ),
  };
}

function compareAll(all: readonly SameDays[]): PooledComparison {
  const enough = all.filter(({ tooFew }) => !tooFew);
  const ratios = (name: "mase" | "winkler" | "crps") =>
    enough.map((one) => (one[name].own ?? Number.NaN) / (one[name].other ?? Number.NaN));
  return {
    symbols: enough.length,
    mase: geometricMean(ratios("mase")),
    winkler: geometricMean(ratios("winkler")),
    crps: geometricMean(ratios("crps")),
    better: ratios("winkler").filter((ratio) => ratio < 1).length,
  };
}

/** Leaves out what is not a positive number; null if nothing remains. */
function geometricMean(values: readonly (number | null)[]): number | null {
  const logs = values.map((value) => Math.log(value ?? Number.NaN)).filter(Number.isFinite);
  return logs.length > 0 ? Math.exp(mean(logs)) : null;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
