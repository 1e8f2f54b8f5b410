import type { BundleMetadata } from "@lstm-predict/artifacts";
import { ForecastError } from "./errors.ts";

/**
 * Refuses to forecast with a model that was trained on later bars: it has seen the days that it would forecast.
 * An imported model passes, because its training bars are unknown.
 *
 * @param asOf day of the last bar, YYYY-MM-DD
 * @throws ForecastError `old_bars`
 */
export function requireBarsSinceTraining({ symbol, version, data }: BundleMetadata, asOf: string): void {
  if (data === undefined || asOf >= data.to) return;
  throw new ForecastError(
    "old_bars",
    `the bars of ${symbol} end on ${asOf}, and its model ${version} was trained on bars to ${data.to}: it has seen the days that it would forecast; expected bars to ${data.to} or later, or a model trained on bars to ${asOf} or earlier`,
  );
}
