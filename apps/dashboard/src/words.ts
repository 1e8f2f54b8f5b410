import type { ModelCard, SymbolForecast, TestForecasts } from "@lstm-predict/api/schemas";
import { fixed, longDate, percent, price } from "./format.ts";

type Split = NonNullable<ModelCard["scores"]>["test"];
type Training = NonNullable<ModelCard["training"]>;
export type Day = TestForecasts["days"][number];

/** Where a panel would tell of the training. */
export const IMPORTED = "This model was imported: what it was trained on, and how well, is not known.";

const OFTEN: Record<string, string> = {
  "50": "1 day in 2",
  "80": "4 days in 5",
  "90": "9 days in 10",
  "95": "19 days in 20",
};

/** How often an interval of so many percent should hold. */
export function often(level: string): string {
  return OFTEN[level] ?? `${level} days in 100`;
}

/** What the 90 % interval says of the next close. */
export function meaningOf({ intervals, naive }: SymbolForecast): string {
  const bounds = intervals?.["90"];
  if (!bounds) return "This model has no error bar: train it again to get one.";
  const [lower, upper] = bounds;
  const down = percent(1 - lower / naive);
  const up = percent(upper / naive - 1);
  return `Nine days in ten should close between ${price(lower)} and ${price(upper)}: ${down} below to ${up} above the last close. One in ten does not.`;
}

/** How the 90 % intervals did on the days that they have followed. */
export function keptSince({ tracked, model }: SymbolForecast): string | undefined {
  if (!tracked || tracked.days === 0) return undefined;
  const { days, held, from } = tracked;
  const inside = held["90"];
  if (days === 1)
    return `One day has come since the training: it closed ${inside === 1 ? "inside" : "outside"} its 90 % interval.`;
  const which = model.dataTo === null ? "days at hand" : "days since the training";
  const since = from === undefined ? "" : `, from ${longDate(from)} on`;
  const share = days >= 20 ? ` (${percent(inside / days)})` : "";
  return `Of the ${days} ${which}${since}, ${inside}${share} closed inside their 90 % interval. Its width follows them.`;
}

/** Whether the model knows up from down, by its test span. */
export function direction({ model, drift }: Split): string {
  const share = model.directionalAccuracy;
  const [lower, upper] = model.directionInterval ?? [null, null];
  if (share === null) return "Up or down? Nothing is known of how often it had that right.";
  const right = `it had the direction right on ${percent(share)} of the test days`;
  if (lower === null || upper === null) return `Up or down? Half would be a coin toss: ${right}.`;
  const interval = `the 95 % interval of that, ${percent(lower, 0)} to ${percent(upper, 0)},`;
  if (upper < 0.5) return `Up or down? A coin is better: ${right}, and ${interval} lies below half.`;
  if (lower <= 0.5) return `Up or down? A coin toss: ${right}, and ${interval} includes half.`;
  const beatsDrift = drift.directionalAccuracy === null || share > drift.directionalAccuracy;
  return beatsDrift
    ? `Up or down? A little better than a coin: ${right}, and ${interval} lies above half.`
    : `Up or down? No better than saying the same every day, as drift does: ${right}.`;
}

/** How the model's mean error compares to naive's. */
export function beside({ model, naive }: Split): string {
  const { mase } = model;
  if (mase === null || model.mae === null)
    return "The price did not move in the test span: there is nothing to compare.";
  const difference = Math.abs(mase - 1);
  const errors = `a mean error of ${price(model.mae)} against ${price(naive.mae)}`;
  const { p } = model.diebold ?? { p: null };
  const chance = p === null ? "" : p < 0.05 ? ", more than luck explains" : ", no more than luck explains";
  if (difference < 0.00005) return `As good as "tomorrow = today": ${errors}.`;
  const which = mase < 1 ? "better" : "worse";
  return `${percent(difference, 2)} ${which} than "tomorrow = today"${chance}: ${errors} over ${model.n} test days.`;
}

/** How many of the days closed inside their interval of that level; undefined without intervals. */
export function held(days: readonly Day[], level: string): number | undefined {
  if (days.some(({ intervals }) => !(level in intervals))) return undefined;
  return days.filter(({ actual, intervals }) => {
    const [lower, upper] = intervals[level]!;
    return lower <= actual && actual <= upper;
  }).length;
}

/** What the chart of the test span shows, for those who do not see it. */
export function describeTest(days: readonly Day[]): string {
  const first = days[0];
  const last = days.at(-1);
  if (!first || !last) return "There are no days to show.";
  const error = (of: "prediction" | "naive") =>
    days.reduce((sum, day) => sum + Math.abs(day[of] - day.actual), 0) / days.length;
  const inside = held(days, "90");
  const interval =
    inside === undefined
      ? ""
      : ` ${inside} of them (${percent(inside / days.length)}) closed inside their 90 % interval.`;
  return `${days.length} days, ${first.date} to ${last.date}, that nothing was fitted to: the forecast missed the close by ${price(error("prediction"))} on average, "tomorrow = today" by ${price(error("naive"))}.${interval}`;
}

/** What the training curve shows. */
export function describeTraining({ history, bestEpoch, seconds, epochs }: Training): string {
  const best = history.find(({ epoch }) => epoch === bestEpoch);
  const kept = best ? `, with a validation loss of ${fixed(best.valLoss, 4)},` : "";
  const time = `${epochs} ${epochs === 1 ? "epoch" : "epochs"} in ${fixed(seconds, seconds < 10 ? 1 : 0)} s`;
  return `${time}. The weights of epoch ${bestEpoch}${kept} were kept.`;
}
