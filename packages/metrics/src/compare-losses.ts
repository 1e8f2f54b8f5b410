/** Relative difference up to which two mean losses on the same few hundred days are a tie: smaller ones are chance. */
const TIE = 0.001;

/**
 * Compares two mean losses of the same days, such as interval scores: lower is better, and up to .1 % apart is a tie.
 *
 * A loss that is not a number is worse than any other.
 *
 * @example
 * compareLosses(7.991, 7.996); // "tie"
 * compareLosses(7.996, 7.958); // "worse"
 */
export function compareLosses(loss: number, other: number): "better" | "tie" | "worse" {
  if (!(loss <= other * (1 + TIE))) return "worse";
  return loss < other * (1 - TIE) ? "better" : "tie";
}
