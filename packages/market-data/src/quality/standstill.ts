import type { Bar } from "@lstm-predict/bars";

/**
 * Number of the last bars that repeat one price, as a source does for a series that is no longer traded; 0 if the price
 * stood still for as long before, as that of a money market fund does.
 */
export function countStandstill(bars: readonly Bar[]): number {
  const runs: number[] = [0];
  for (const [i, bar] of bars.entries()) {
    if (repeats(bar, bars[i - 1])) runs.push(runs.pop()! + 1);
    else if (runs.at(-1) !== 0) runs.push(0);
  }
  const last = runs.pop()!;
  return runs.every((run) => run < last) && last < bars.length - 1 ? last : 0;
}

function repeats({ open, high, low, close }: Bar, before: Bar | undefined): boolean {
  return before !== undefined && [open, high, low, close].every((price) => price === before.close);
}
