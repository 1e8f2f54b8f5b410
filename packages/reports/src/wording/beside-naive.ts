import { compareWithNaive, type ErrorRatio } from "./close.ts";
import { percent } from "./format.ts";
import { pValue } from "./plain-words.ts";

/** One sentence for lists of runs: a run's errors compared with naive's; undefined for a run without a MASE. */
export function besideNaive({ mase, p }: ErrorRatio): string | undefined {
  const comparison = compareWithNaive({ mase, p });
  if (!comparison) return undefined;
  const { which, difference, negligible, significant } = comparison;
  const size = negligible
    ? "as large as"
    : `${percent(difference, 2)} ${which === "better" ? "smaller" : "larger"} than`;
  const chance =
    significant === undefined
      ? ""
      : `, ${significant ? "" : "no "}more than chance explains (p ${pValue(p!)})`;
  return `Its errors on the test span were ${size} those of "tomorrow = today"${chance}.`;
}
