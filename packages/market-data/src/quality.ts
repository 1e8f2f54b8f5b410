import { addDays, type Bar, isWeekend } from "@lstm-predict/bars";
import type { QualityFinding } from "./bar.ts";

/** Holidays explain at most this many missing sessions in a row. */
const GAP_SESSIONS = 5;

/** Usual ratios of splits and reverse splits. */
const SPLIT_RATIOS = [2, 3, 4, 5, 6, 7, 8, 10, 15, 20, 25, 30, 50];
/** How far the ratio of two closes may be from such a ratio, in logs: the move of the day comes on top. */
const SPLIT_TOLERANCE = 0.03;
/** Vendors round prices separately: a smaller deviation, as a share of the close, is no contradiction. */
const RANGE_TOLERANCE = 0.001;

/**
 * Finds suspicious bars among bars that are sound one by one; drops and changes nothing.
 *
 * A jump is a finding only if it looks like a split: single days really had -37 % (BTC-USD) and +116 % (^VIX).
 */
export function inspect(bars: readonly Bar[]): QualityFinding[] {
  const everyDay = tradesOnWeekends(bars);
  return bars.flatMap((bar, i) => {
    const before = bars[i - 1];
    const findings = before ? [findGap(before, bar, everyDay), findSplitJump(before, bar)] : [];
    return [...findings, findOutsideRange(bar)].filter((finding) => finding !== undefined);
  });
}

function findGap(before: Bar, { date }: Bar, everyDay: boolean): QualityFinding | undefined {
  let missing = 0;
  for (let day = addDays(before.date, 1); day < date; day = addDays(day, 1)) {
    if (everyDay || !isWeekend(day)) missing++;
  }
  if (missing <= GAP_SESSIONS) return undefined;
  const what = everyDay ? "days" : "weekdays";
  return { kind: "gap", date, message: `No bars for ${missing} ${what} after ${before.date}.` };
}

function findSplitJump(before: Bar, { date, close }: Bar): QualityFinding | undefined {
  const jump = Math.log(close / before.close);
  const ratio = SPLIT_RATIOS.find((n) => Math.abs(Math.abs(jump) - Math.log(n)) < SPLIT_TOLERANCE);
  if (ratio === undefined) return undefined;
  const kind = jump < 0 ? `${ratio}:1 split` : `1:${ratio} reverse split`;
  return {
    kind: "splitJump",
    date,
    message: `The close went from ${before.close} to ${close} on ${date}: it looks like a ${kind} that old prices are not adjusted for.`,
  };
}

function findOutsideRange({ date, open, high, low, close }: Bar): QualityFinding | undefined {
  const slack = RANGE_TOLERANCE * close;
  const outside = (price: number) => price > high + slack || price < low - slack;
  if (!outside(open) && !outside(close)) return undefined;
  const [name, price] = outside(open) ? ["open", open] : ["close", close];
  return {
    kind: "outsideRange",
    date,
    message: `The ${name} of ${date}, ${price}, lies outside its low and high, ${low} to ${high}.`,
  };
}

function tradesOnWeekends(bars: readonly Bar[]): boolean {
  return bars.filter(({ date }) => isWeekend(date)).length > bars.length / 10;
}
