/** A number that may be unknown: null comes from JSON, NaN from a score that is not defined. */
export type MaybeNumber = number | null | undefined;

/** Shown for an unknown number, such as R2 of a constant series or the direction of naive. */
export const UNKNOWN = "–";

export function isKnown(value: MaybeNumber): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

/** Formats with fixed decimals: 1234.5 with 2 is "1,234.50". */
export function formatNumber(value: MaybeNumber, digits: number): string {
  if (!isKnown(value)) return UNKNOWN;
  const format = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return value.toLocaleString("en-US", format).replace("-", "−");
}

/** Formats a number without decimals: 73850 is "73,850". */
export function formatCount(value: MaybeNumber): string {
  return formatNumber(value, 0);
}

/** Formats a price, or an error in price units: two decimals, four below 10. */
export function formatPrice(value: MaybeNumber): string {
  return formatNumber(value, isKnown(value) && Math.abs(value) < 10 ? 4 : 2);
}

/** Formats a number that is in percent already: 1.21 with 3 digits is "1.210 %". */
export function addPercentSign(percent: MaybeNumber, digits: number): string {
  return isKnown(percent) ? `${formatNumber(percent, digits)} %` : UNKNOWN;
}

/** Formats a share in percent: 0.123 is "12.3 %". */
export function formatPercent(share: MaybeNumber, digits = 1): string {
  return addPercentSign(isKnown(share) ? 100 * share : undefined, digits);
}

/** Formats a relative change in percent, with its sign: 0.0012 is "+0.12 %". */
export function formatChange(change: MaybeNumber): string {
  return isKnown(change) ? `${change >= 0 ? "+" : ""}${formatPercent(change, 2)}` : UNKNOWN;
}
