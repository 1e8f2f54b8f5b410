import { type ModelConfig, Random } from "@lstm-predict/model";
import { relativeLoss } from "./losses.ts";
import { type Observation, propose } from "./propose.ts";
import { configOf, type Space, type Values } from "./space.ts";

/** Trials that are proposed together: none of them knows the result of another. */
const ROUND = 5;

/** A configuration that is tried; number 0 is the default. */
export interface Trial {
  number: number;
  values: Values;
  config: ModelConfig;
  /** Daily losses `[folds so far][days]`. */
  losses: Float64Array[];
  /** Mean loss relative to the default's on the same days: below 1 is better. Infinity before the first fold, and if training diverged. */
  score: number;
  /** `stopped`: others were better on the first folds; `failed`: its training diverged. */
  state: "running" | "complete" | "stopped" | "failed";
}

/** A fold that a search needs, from 0. */
export interface FoldRequest {
  trial: Trial;
  fold: number;
}

/** The daily losses of a fold; without, its training diverged. */
export interface FoldLosses extends FoldRequest {
  losses?: Float64Array | undefined;
  /** Whether an earlier run had computed it. */
  stored: boolean;
}

/** Events of a search: each fold, and each trial as it ends. */
export type SearchEvent =
  | { type: "fold"; trial: Trial; fold: number; stored: boolean }
  | { type: "trial"; trial: Trial };

/** Options of `search`. */
export interface SearchOptions {
  /** The default configuration. */
  base: ModelConfig;
  space: Space;
  trials: number;
  folds: number;
  seed: number;
  /** Whether trials are stopped early. */
  stopEarly: boolean;
  /** Computes folds, in any order; their losses must not depend on it. */
  evaluate(requests: readonly FoldRequest[]): AsyncIterable<FoldLosses>;
}

/**
 * Searches a space for the configuration with the lowest loss. Returns all trials, the default first.
 *
 * Trials come in rounds of five: each is proposed from the scores of earlier rounds (`propose`) by a random generator of its own, so the
 * same seed gives the same trials whatever the order in which machines finish, and more trials continue a search of fewer. In a round,
 * successive halving (Jamieson and Talwalkar 2016; Li et al. 2020) stops trials: after 1, 2, 4, ... folds a trial goes on if its score
 * is in the better half of all that came so far.
 */
export async function* search(options: SearchOptions): AsyncGenerator<SearchEvent, Trial[], void> {
  const { base, trials: count, folds, stopEarly } = options;
  const trials: Trial[] = [trialOf(0, {}, base)];
  const rungs = stopEarly ? rungsOf(folds) : [folds];
  yield* run(trials, folds, options, trials[0]!);
  if (trials[0]!.state === "failed") return trials;
  trials[0]!.state = "complete";
  yield { type: "trial", trial: trials[0]! };
  while (trials.length <= count) {
    const round = proposeRound(Math.min(ROUND, count + 1 - trials.length), trials, options);
    trials.push(...round);
    for (const rung of rungs) {
      const running = round.filter(({ state }) => state === "running");
      yield* run(running, rung, options, trials[0]!);
      for (const trial of running) {
        if (trial.state === "running" && rung === folds) trial.state = "complete";
        if (trial.state === "running" && !isInBetterHalf(trial, trials, rung)) trial.state = "stopped";
        if (trial.state !== "running") yield { type: "trial", trial };
      }
    }
  }
  return trials;
}

/**
 * Proposes trials that do not know one another's scores: each takes those before it for bad, so that it is tried elsewhere (the constant
 * liar of Ginsbourger, Le Riche and Carraro 2010).
 */
function proposeRound(
  size: number,
  earlier: readonly Trial[],
  { base, space, seed }: SearchOptions,
): Trial[] {
  const observed: Observation[] = earlier.slice(1);
  return Array.from({ length: size }, (_, k) => {
    const number = earlier.length + k;
    const values = propose(space, observed, generatorOf(seed, number));
    observed.push({ values, score: Number.POSITIVE_INFINITY });
    return trialOf(number, values, configOf(base, values));
  });
}

/** Computes the folds of trials up to `rung`. */
async function* run(
  trials: readonly Trial[],
  rung: number,
  { evaluate }: SearchOptions,
  reference: Trial,
): AsyncGenerator<SearchEvent, void, void> {
  const requests = trials.flatMap((trial) =>
    Array.from({ length: rung - trial.losses.length }, (_, k) => ({ trial, fold: trial.losses.length + k })),
  );
  const found = new Map<FoldRequest, FoldLosses>();
  for await (const { trial, fold, losses, stored } of evaluate(requests)) {
    found.set(requests.find((one) => one.trial === trial && one.fold === fold)!, {
      trial,
      fold,
      losses,
      stored,
    });
    yield { type: "fold", trial, fold, stored };
  }
  for (const request of requests) {
    const { trial } = request;
    const { losses } = found.get(request)!;
    if (losses && trial.state === "running") trial.losses.push(losses);
    else trial.state = "failed";
  }
  for (const trial of trials)
    trial.score = trial.state === "failed" ? Number.POSITIVE_INFINITY : scoreOf(trial, reference);
}

/** The mean loss over the first `folds` folds, relative to that of the reference. */
export function scoreOf({ losses }: Trial, reference: Trial, folds = losses.length): number {
  const sum = (of: readonly Float64Array[]) =>
    of.slice(0, folds).reduce((total, fold) => fold.reduce((all, loss) => all + loss, total), 0);
  return relativeLoss(sum(losses), sum(reference.losses));
}

/** Numbers of folds after which trials are compared: 1, 2, 4, ... and all. */
function rungsOf(folds: number): number[] {
  const rungs: number[] = [];
  for (let rung = 1; rung < folds; rung *= 2) rungs.push(rung);
  return [...rungs, folds];
}

/** Whether a trial is in the better half of all that came to a rung, the default left out; equal scores go by their number. */
function isInBetterHalf(trial: Trial, trials: readonly Trial[], rung: number): boolean {
  const reference = trials[0]!;
  const arrived = trials.slice(1).filter(({ losses, state }) => losses.length >= rung && state !== "failed");
  const scores = new Map(arrived.map((one) => [one, scoreOf(one, reference, rung)]));
  const sorted = arrived.sort((a, b) => scores.get(a)! - scores.get(b)! || a.number - b.number);
  return sorted.indexOf(trial) < Math.ceil(sorted.length / 2);
}

function trialOf(number: number, values: Values, config: ModelConfig): Trial {
  return { number, values, config, losses: [], score: Number.POSITIVE_INFINITY, state: "running" };
}

/** A generator for each trial; multiples of the golden ratio are far apart. */
function generatorOf(seed: number, number: number): Random {
  return new Random((seed + Math.imul(number, 0x9e3779b9)) >>> 0);
}
