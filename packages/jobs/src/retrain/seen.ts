import type { TrainedMetadata } from "@lstm-predict/artifacts";
import { parseConfig } from "@lstm-predict/model/config";
import { chronologicalSplits, type Splits } from "@lstm-predict/preprocessing";

/** The first days, YYYY-MM-DD, on which a fit validates and tests; it trains on the days before. */
export interface FirstDays {
  validation: string;
  test: string;
}

/** @param dates of the bars whose windows, of `window` bars, the splits divide */
export function firstDays({ validation, test }: Splits, dates: readonly string[], window: number): FirstDays {
  return { validation: dates[validation.from + window]!, test: dates[test.from + window]! };
}

/**
 * Whether the weights of a version know days on which a fit must be tested or validated. A fit may go on from them only if not:
 *
 * - all days on which the version was validated, stopped early and calibrated are before the first test day of the fit: scores of
 *   days that the weights have seen would be too good;
 * - all days on which it was trained are before the first validation day of the fit: early stopping and calibration would
 *   take what the weights know by heart for skill, and the error bar would be too narrow.
 *
 * The version may itself have gone on from another, by the same rule: so whatever that had seen is earlier still.
 * If it is unclear which days the version has seen, because its bars are not among these, it counts as having seen them.
 *
 * @param dates of the bars of the fit, oldest first
 */
export function hasSeen(
  { data, config, calibration }: Pick<TrainedMetadata, "data" | "config" | "calibration">,
  dates: readonly string[],
  fit: FirstDays,
): boolean {
  const from = dates.indexOf(data.from);
  const own = from < 0 ? [] : dates.slice(from, from + data.count);
  if (own.length !== data.count || own.at(-1) !== data.to) return true;
  const { window } = parseConfig(config);
  const first = firstDays(chronologicalSplits(data.count, window), own, window);
  if (first.test !== calibration?.testFrom) return true;
  return first.validation > fit.validation || first.test > fit.test;
}
