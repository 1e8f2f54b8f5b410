import type { LossComparison, Trial, Tuning } from "@lstm-predict/tuning";
import { days, fixed, percent } from "../wording/format.ts";
import { pValue } from "../wording/plain-words.ts";

/** The forecaster that needs no training. */
export const UNTRAINED = { distribution: "zero-shot HAR", return: "the last close", price: "the last close" };

/** The verdict in one sentence. */
export function tuningVerdict({ best, test, verdict }: Tuning): string {
  if (verdict === "winner")
    return `Use trial ${best}: on days that no trial saw it is better than the default, by more than chance explains.`;
  if (best === 0) return "Keep the default: no trial was better on the days of the search.";
  if (!test) return `Keep the default: the training of trial ${best} diverged before the test days.`;
  return `Keep the default: on days that no trial saw, trial ${best} is not better by more than chance explains.`;
}

/** What was searched, what luck explains of the best score, and how it did on the test days, a sentence each. */
export function aboutTuning(tuning: Tuning): string[] {
  const { trials, search, best, luck, untrained } = tuning;
  const count = (state: Trial["state"]) => trials.slice(1).filter((trial) => trial.state === state).length;
  const complete = count("complete");
  const ends = [
    `${complete} ${complete === 1 ? "was" : "were"} computed on all folds`,
    ...(count("stopped") > 0 ? [`${count("stopped")} stopped early`] : []),
    ...(count("failed") > 0 ? [`${count("failed")} diverged`] : []),
  ];
  const tried = trials.length - 1;
  return [
    `Of ${tried} ${tried === 1 ? "trial" : "trials"} on ${days(search.days)}, ${search.from} to ${search.to}, ${ends.join(", ")}.`,
    ...(best === 0
      ? []
      : [`The best is trial ${best}: its loss is ${beside(trials[best]!.score)} the default's.`]),
    ...(luck
      ? [
          `If no trial were better than the default, the best of ${luck.trials} would be expected to seem ${percent(1 - luck.expected, 2)} better; a score as low as this one would come by chance with p ${pValue(luck.chance)}.`,
        ]
      : []),
    ...aboutOverfitting(tuning),
    ...(untrained === undefined
      ? []
      : [
          `On the same days the loss of ${UNTRAINED[trials[0]!.config.target]}, which needs no training, is ${beside(untrained)} the default's.`,
        ]),
    ...aboutTest(tuning),
  ];
}

function aboutOverfitting({ overfitting }: Tuning): string[] {
  if (!overfitting) return [];
  const { probability, trials } = overfitting;
  return [
    `Chosen on one half of these days, the best of the ${trials} configurations is on the other half no better than their median with a probability of ${percent(probability, 0)}.`,
  ];
}

function aboutTest({ test }: Tuning): string[] {
  if (!test) return [];
  return [
    `On the ${days(test.days)} of the test span, ${test.from} to ${test.to}, its loss is ${compared(test.network)}, and the score of its served 90 % interval is ${compared(test.interval)} (Diebold-Mariano, one-sided).`,
  ];
}

function compared({ ratio, p }: LossComparison): string {
  return `${beside(ratio)} the default's${Number.isFinite(p) ? `, p ${pValue(p)}` : ""}`;
}

/** "2.1 % lower than", or "the same as". */
function beside(ratio: number): string {
  const difference = percent(Math.abs(ratio - 1), 2);
  if (Number.parseFloat(difference) === 0) return "the same as";
  return `${difference} ${ratio < 1 ? "lower" : "higher"} than`;
}

/** A score relative to the default's, with four decimals. */
export function score(value: number): string {
  return fixed(value, 4);
}
