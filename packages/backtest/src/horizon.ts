import type { Forecasts } from "@lstm-predict/evaluation";

/** Sessions from the last close to the forecast one; forecasts that do not say it are of the next day. */
export function horizonOf(forecasts: Forecasts & { horizon?: number }): number {
  return forecasts.horizon ?? 1;
}
