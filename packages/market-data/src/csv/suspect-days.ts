import { isWeekend } from "@lstm-predict/bars";
import { type DateOrder, readDate } from "./dates.ts";

/** Fewer rows may lack a weekday by chance. */
const ENOUGH_ROWS = 10;

/**
 * Finds days that are not those which the file meant; `index` is that of a row, and `reason` follows the date as written.
 *
 * A program that knew one order of day and month only has swapped those it took for dates, and left the others as text. Days
 * that are counted from another year than 1900, or moved by a time zone, are on weekends and never on a Monday.
 *
 * @param written the cells of the dates
 * @param days the same, read
 */
export function findSuspectDay(
  written: readonly string[],
  days: readonly string[],
  order: DateOrder | undefined,
): { index: number; reason: string } | undefined {
  const needsOrder = written.map((cell) => readDate(cell, undefined) === undefined);
  const other = needsOrder.findIndex((needs) => needs !== needsOrder[0]);
  if (order !== undefined && other > 0 && !isSorted(days)) {
    const first = JSON.stringify(written[0]);
    const reason = `, but ${first} before, and the rows are in no order: a spreadsheet may have swapped day and month of some; expected one way of writing`;
    return { index: other, reason };
  }
  const weekdays = new Set(days.map((day) => new Date(day).getUTCDay()));
  const index = days.findIndex(isWeekend);
  if (days.length < ENOUGH_ROWS || index < 0 || weekdays.has(1) || weekdays.size < 3) return undefined;
  const weekend = new Date(days[index]!).toLocaleDateString("en-US", { weekday: "long", timeZone: "UTC" });
  return {
    index,
    reason: `, a ${weekend}, and no row is on a Monday: the days are shifted, or counted from another year than 1900`,
  };
}

function isSorted(days: readonly string[]): boolean {
  const signs = new Set(days.slice(1).map((day, i) => Math.sign(day.localeCompare(days[i]!))));
  return !(signs.has(1) && signs.has(-1));
}
