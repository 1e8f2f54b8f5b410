import { studentTPdf } from "@lstm-predict/metrics";
import { nelderMead } from "../nelder-mead.ts";

const [LEAST_DF, MOST_DF] = [2.1, 200];

/**
 * Fits Student's t around 0 to `values [n]` by maximum likelihood.
 *
 * @returns `df`, at least 2.1, so that the variance exists, and at most 200, which is as good as normal; `scale`
 */
export function fitStudentT(values: ArrayLike<number>): { df: number; scale: number } {
  const squares = Float64Array.from(values, (value) => value * value);
  const dfOf = (x: number) => Math.min(MOST_DF, LEAST_DF + Math.exp(x));
  /** Mean negative log likelihood. */
  const loss = ([x, logScale]: readonly number[]) => {
    const df = dfOf(x!);
    const unit = 1 / (df * Math.exp(2 * logScale!));
    let sum = 0;
    for (const square of squares) sum += Math.log1p(square * unit);
    return logScale! - Math.log(studentTPdf(0, df)) + (0.5 * (df + 1) * sum) / squares.length;
  };
  const deviation = Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / squares.length);
  const { x } = nelderMead(loss, [Math.log(3), Math.log(deviation)]);
  return { df: dfOf(x[0]!), scale: Math.exp(x[1]!) };
}
