/** How a score is read: `better` says where it should go, a number is the value that it should be near. */
export interface Score {
  head: string;
  better: "lower" | "higher" | number;
  digits: number;
}

/** The scores of the model that `splitScores` logs for each split, in the order of the tables. */
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

const SPLITS = ["train", "validation", "test"];

export const DEFAULT_METRIC = "test/mase";

/** What stands side by side: none of these depends on the price or on the length of the test span. */
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

/** What is legal, for a person. */
export const METRIC_NAMES = `train/, validation/ or test/ with one of ${Object.keys(SCORES).join(", ")}`;

/** The score that a metric is, or undefined. */
export function findScore(metric: string): Score | undefined {
  const [split, name, ...rest] = metric.split("/");
  if (!SPLITS.includes(split!) || rest.length > 0 || !Object.hasOwn(SCORES, name ?? "")) return undefined;
  return SCORES[name!];
}

/** A metric's score with its split, unless that is the test span: "validation MASE". */
export function headOf(metric: string): string {
  const [split] = metric.split("/");
  return split === "test" ? findScore(metric)!.head : `${split} ${findScore(metric)!.head}`;
}

/** A value as something of which less is better; NaN where there is none. */
export function lossOf(metric: string, value = Number.NaN): number {
  const { better } = findScore(metric)!;
  if (better === "lower") return value;
  return better === "higher" ? -value : Math.abs(value - better);
}

/** What is the best of it, for a person. */
export function idealOf(metric: string): string {
  const { better } = findScore(metric)!;
  return typeof better === "number" ? `nearest to ${better} is best` : `${better} is better`;
}
