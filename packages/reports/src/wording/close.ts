import { formatPercent, formatPrice, isKnown, type MaybeNumber } from "./numbers.ts";

/** Below this p value a difference is more than luck. */
export const SIGNIFICANT = 0.05;

/** A difference of MASE from 1 that rounds to "0.00 %". */
const NEGLIGIBLE = 0.000_05;

export interface ErrorRatio {
  /** Mean absolute scaled error: the model's mean absolute error over naive's. */
  mase: MaybeNumber;
  /** p value of Diebold and Mariano's test against naive. */
  p: MaybeNumber;
}

/** How a model's mean error compares with naive's. */
export interface ErrorComparison {
  which: "better" | "equal" | "worse";
  /** Relative to naive's error: 0.05 for a MASE of 0.95 or 1.05. */
  difference: number;
  /** The difference rounds to "0.00 %". */
  negligible: boolean;
  /** Luck does not explain the difference; undefined without a p value. */
  significant: boolean | undefined;
}

/** Compares a model's mean error with naive's; undefined without a MASE, when the price did not move. */
export function compareWithNaive({ mase, p }: ErrorRatio): ErrorComparison | undefined {
  if (!isKnown(mase)) return undefined;
  const difference = Math.abs(mase - 1);
  return {
    which: mase === 1 ? "equal" : mase < 1 ? "better" : "worse",
    difference,
    negligible: difference < NEGLIGIBLE,
    significant: isKnown(p) ? p < SIGNIFICANT : undefined,
  };
}

export interface CloseScores extends ErrorRatio {
  /** Mean absolute error of the model, in price units. */
  error: MaybeNumber;
  /** The same of the naive forecast. */
  naiveError: MaybeNumber;
  days: number;
}

/** One sentence: does the model forecast the next close better than naive? */
export function closeVerdict({ error, naiveError, days, ...ratio }: CloseScores): string {
  const comparison = compareWithNaive(ratio);
  if (!comparison || !isKnown(error))
    return "The price did not move in the test span: there is nothing to compare.";
  const { which, difference, negligible, significant } = comparison;
  const errors = `a mean error of ${formatPrice(error)} against ${formatPrice(naiveError)}`;
  if (negligible) return `As good as "tomorrow = today": ${errors}.`;
  const luck = significant === undefined ? "" : `, ${significant ? "" : "no "}more than luck explains`;
  return `${formatPercent(difference, 2)} ${which} than "tomorrow = today"${luck}: ${errors} over ${days} test days.`;
}
