import type { Bar } from "@lstm-predict/bars";
import type { QualityFinding } from "./bar.ts";

/**
 * Replaces adjusted closes that are missing or not positive, and reports them as one finding of the first such day.
 *
 * Yahoo subtracts payouts, so a payout above an old price makes older adjusted closes negative, while the prices are right.
 * The ratio of adjusted close to close of the next usable day (of the last one at the end; 1 without any) keeps the
 * series without a jump.
 *
 * @param bars sound but for `adjClose`, ascending
 */
export function repairAdjusted(bars: readonly Bar[]): {
  bars: Bar[];
  replaced: number;
  findings: QualityFinding[];
} {
  const usable = bars.map(({ adjClose }) => Number.isFinite(adjClose) && adjClose > 0);
  const replaced = usable.filter((isUsable) => !isUsable).length;
  if (replaced === 0) return { bars: [...bars], replaced, findings: [] };
  const last = bars[usable.lastIndexOf(true)];
  let ratio = last ? last.adjClose / last.close : 1;
  const repaired = bars.toReversed().map((bar, i) => {
    if (!usable[bars.length - 1 - i]) return { ...bar, adjClose: bar.close * ratio };
    ratio = bar.adjClose / bar.close;
    return bar;
  });
  const { date, adjClose } = bars[usable.indexOf(false)]!;
  const value = Number.isNaN(adjClose) ? "missing" : String(adjClose);
  const days = replaced === 1 ? "1 day" : `${replaced} days`;
  const message = `The adjusted close is not a positive number on ${days}, first on ${date} (${value}): the close, scaled like the next usable day's, stands in.`;
  return { bars: repaired.toReversed(), replaced, findings: [{ kind: "adjustedClose", date, message }] };
}
