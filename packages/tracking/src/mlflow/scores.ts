/** How to show and compare a score; a number in `better` is the ideal value. */
export interface Score {
  head: string;
  better: "lower" | "higher" | number;
  digits: number;
}

/** The scores of the model that `splitScores` logs, by name, in the order of tables. */
const SCORES: Readonly<Record<string, Score>> = {
  mase: { head: "MASE", better: "lower", digits: 4 },
  rmsse: { head: "RMSSE", better: "lower", digits: 4 },
  mae: { head: "MAE", better: "lower", digits: 3 },
  rmse: { head: "RMSE", better: "lower", digits: 3 },
  mape: { head: "MAPE %", better: "lower", digits: 3 },
  r2: { head: "R2", better: "higher", digits: 4 },
  direction: { head: "direction", better: "higher", digits: 3 },
  correlation: { head: "correlation", better: "higher", digits: 3 },
  ...Object.fromEntries(
    [50, 80, 90, 95].map((level): [string, Score] => [
      `coverage_${level}`,
      { head: `coverage ${level}`, better: level / 100, digits: 3 },
    ]),
  ),
  winkler_90: { head: "Winkler", better: "lower", digits: 3 },
  winkler_90_to_constant: { head: "W / constant", better: "lower", digits: 4 },
  winkler_90_to_har: { head: "W / HAR", better: "lower", digits: 4 },
  crps: { head: "CRPS", better: "lower", digits: 4 },
  crps_to_har: { head: "CRPS / HAR", better: "lower", digits: 4 },
  qlike: { head: "QLIKE", better: "lower", digits: 3 },
};

/** A split, or the test span of a later horizon: "test", "test_h5". */
const SPLIT = /^(?:train|validation|test|test_h\d+)$/;

/** The metric to order runs by. */
export const DEFAULT_METRIC = "test/mase";

/** Metrics to compare runs by: none depends on the price or the length of the test span. */
export const MAIN_METRICS: readonly string[] = [
  "mase",
  "rmsse",
  "direction",
  "coverage_90",
  "winkler_90_to_constant",
  "winkler_90_to_har",
  "crps_to_har",
  "qlike",
].map((name) => `test/${name}`);

/** The legal metrics, for messages. */
export const METRIC_NAMES = `train/, validation/ or test/ with one of ${Object.keys(SCORES).join(", ")}. Of 5 sessions ahead it is test_h5/`;

/** The score of a metric such as "test/mase"; undefined if it is unknown. */
export function findScore(metric: string): Score | undefined {
  const [split, name, ...rest] = metric.split("/");
  if (!SPLIT.test(split!) || rest.length > 0 || !Object.hasOwn(SCORES, name ?? "")) return undefined;
  return SCORES[name!];
}

/** Column head of a metric: the score, with the split unless it is test, as in "validation MASE" or "h5 MASE". */
export function headOf(metric: string): string {
  const [split] = metric.split("/");
  const { head } = findScore(metric)!;
  return split === "test" ? head : `${split!.replace("test_", "")} ${head}`;
}

/** Converts a value to a loss, of which less is better; NaN without a value. */
export function lossOf(metric: string, value = Number.NaN): number {
  const { better } = findScore(metric)!;
  if (better === "lower") return value;
  return better === "higher" ? -value : Math.abs(value - better);
}

/** Says which values of a metric are best. */
export function idealOf(metric: string): string {
  const { better } = findScore(metric)!;
  return typeof better === "number" ? `nearest to ${better} is best` : `${better} is better`;
}
