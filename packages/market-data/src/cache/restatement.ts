import type { RawBar } from "../source.ts";

type Price = "open" | "high" | "low" | "close" | "adjClose";

/** Largest relative difference of unchanged prices in two downloads, from float32 rounding (forty series compared). */
const TOLERANCE = 5e-6;

/**
 * Describes how the source restated history, or returns undefined if it did not.
 *
 * A split scales all prices by one factor, a dividend all adjusted closes; any other change of prices is a revision. A
 * changed volume is a correction of one day and no restatement.
 *
 * @param cached rows of some days
 * @param fresh rows of the same days, downloaded again
 */
export function findRestatement(cached: readonly RawBar[], fresh: readonly RawBar[]): string | undefined {
  const before = completeByDay(cached);
  const after = completeByDay(fresh);
  const known = new Set(fresh.map(({ date }) => date));
  const vanished = [...before.keys()].find((date) => !known.has(date));
  if (vanished !== undefined) return `the bar of ${vanished} is gone`;
  const pairs = [...before].flatMap(([date, row]) => {
    const other = after.get(date);
    return other ? [{ date, row, other }] : [];
  });
  if (pairs.length === 0) return "no bar is left to compare old and new prices by";

  const factors = (price: Price) => pairs.map(({ row, other }) => other[price]! / row[price]!);
  const isOne = (factor: number) => Math.abs(factor - 1) < TOLERANCE;
  const isConstant = (all: number[]) => all.every((factor) => isOne(factor / all[0]!));
  const traded = (["open", "high", "low", "close"] as const).map(factors);
  const adjusted = factors("adjClose");
  if (traded.flat().every(isOne)) {
    if (adjusted.every(isOne)) return undefined;
    if (isConstant(adjusted)) return `a dividend scaled every adjusted close by ${adjusted[0]!.toFixed(6)}`;
  } else if (isConstant(traded.flat())) {
    return `a split scaled every price by ${traded[0]![0]!.toPrecision(6)}`;
  }
  const { date } = pairs.find(({ row, other }) =>
    (["open", "high", "low", "close", "adjClose"] as const).some((name) => !isOne(other[name]! / row[name]!)),
  )!;
  return `prices were revised, those of ${date} among them`;
}

/** The last complete row of each day, by date. */
function completeByDay(rows: readonly RawBar[]): Map<string, RawBar> {
  return new Map(rows.filter(isComplete).map((row) => [row.date, row]));
}

/** Whether all prices of a row are positive. */
export function isComplete({ open, high, low, close, adjClose }: RawBar): boolean {
  return [open, high, low, close, adjClose].every((price) => price !== null && price > 0);
}
