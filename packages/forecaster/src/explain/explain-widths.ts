import type { Decoded } from "@lstm-predict/preprocessing";
import { explainWidth, type IntervalForecaster, type Span, VolatilityError } from "@lstm-predict/volatility";
import type { Explanation } from "./explanation.ts";

/**
 * Explains the width of the next interval and of those of later horizons.
 *
 * @param horizons sessions ahead; 1 is left out, since the next one is always explained
 * @param network its forecasts of later horizons
 * @returns nothing without an error bar, or for prices so far apart that their ratios overflow
 */
export function explainWidths(
  errorBar: IntervalForecaster | undefined,
  window: Span,
  horizons: readonly number[] = [],
  network: Decoded["later"] = {},
): Pick<Explanation, "width" | "laterWidths"> {
  if (!errorBar) return {};
  try {
    const width = explainWidth(errorBar, window);
    const later = horizons
      .filter((horizon) => horizon > 1)
      .flatMap(
        (horizon) =>
          explainWidth(errorBar, window, { horizon, network: network[horizon]?.logVariance }) ?? [],
      );
    return { ...(width && { width }), ...(later.length > 0 && { laterWidths: later }) };
  } catch (error) {
    if (error instanceof VolatilityError) return {};
    throw error;
  }
}
