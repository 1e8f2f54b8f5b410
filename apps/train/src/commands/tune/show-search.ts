import { tuningScore } from "@lstm-predict/reports";
import type { Trial, TuneEvent, TuneOptions, Tuning } from "@lstm-predict/tuning";
import { createCounter } from "../../terminal/counter.ts";
import type { Terminal } from "../../terminal/terminal.ts";
import type { Cost } from "./cost.ts";

/** Who hears of a search. */
export interface Watch {
  cost: Cost;
  /** Whether a counter of jobs shows the folds, so that only the ends of trials are told. */
  isQuiet: boolean;
  onTrial(trial: Trial): void;
}

/** Folds of the test span: the winner's and the default's. */
const TEST_FOLDS = 2;

/** Runs a search to its end, with a counter of folds; those that a stopped trial leaves out need no work. */
export async function showSearch(
  terminal: Terminal,
  events: AsyncGenerator<TuneEvent, Tuning, void>,
  { trials, folds: { folds } }: Pick<TuneOptions, "trials" | "folds">,
  { cost, isQuiet, onTrial }: Watch,
): Promise<Tuning> {
  const counter = isQuiet ? undefined : createCounter(terminal, (trials + 1) * folds + TEST_FOLDS);
  const onFold = (what: string, stored: boolean) => {
    cost.onFold(stored);
    if (stored) counter?.kept(`${what} (kept)`);
    else counter?.done(what);
  };
  try {
    for (;;) {
      const { value: event, done } = await events.next();
      if (done) return event;
      if (event.type === "fold") onFold(`${nameOf(event.trial)}, fold ${event.fold + 1}`, event.stored);
      else if (event.type === "test") onFold(`test span, ${event.what}`, event.stored);
      else {
        const { trial } = event;
        onTrial(trial);
        if (isQuiet) terminal.note(`${nameOf(trial)}: ${endOf(trial)}`);
        const left = folds - trial.losses.length;
        if (left > 0) counter?.kept(`${nameOf(trial)}: ${endOf(trial)}`, left);
      }
    }
  } finally {
    counter?.close();
  }
}

function nameOf({ number }: Trial): string {
  return number === 0 ? "default" : `trial ${number}`;
}

function endOf({ state, score, losses }: Trial): string {
  if (state === "failed") return "diverged";
  const after = state === "stopped" ? `, stopped after fold ${losses.length}` : "";
  return `score ${tuningScore(score)}${after}`;
}
