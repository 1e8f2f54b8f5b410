/** Formats with `digits` decimals; "-" if not finite. */
export function fixed(value: number, digits: number): string {
  return Number.isFinite(value) ? value.toFixed(digits) : "-";
}

/** Formats as `fixed` does, with a minus sign as wide as a plus. */
export function signed(value: number, digits: number): string {
  return fixed(value, digits).replace(/^-(?=\d)/, "\u2212");
}

/** Formats a share in percent with its sign: 0.015 gives "+1.5 %"; no sign if it rounds to 0. */
export function signedPercent(share: number, digits = 1): string {
  const text = percent(Math.abs(share), digits);
  return Number.parseFloat(text) === 0 ? text : `${share < 0 ? "\u2212" : "+"}${text}`;
}

/** Formats a share in percent: 0.015 gives "1.5 %". No decimals from 1000 % on; "-" if not finite. */
export function percent(share: number, digits = 1): string {
  return Number.isFinite(share) ? `${(100 * share).toFixed(Math.abs(share) < 10 ? digits : 0)} %` : "-";
}

/** Formats a price with two decimals, or with four significant digits below 1. */
export function plain(price: number): string {
  const digits =
    Math.abs(price) >= 1
      ? { minimumFractionDigits: 2, maximumFractionDigits: 2 }
      : { minimumSignificantDigits: 4, maximumSignificantDigits: 4 };
  return price.toLocaleString("en-US", digits);
}

/** Formats a volume with three significant digits: "94.4M". */
export function compact(volume: number): string {
  return volume.toLocaleString("en-US", { notation: "compact", maximumSignificantDigits: 3 });
}

/** Formats a number of days: "1 day", "2 days". */
export function days(count: number): string {
  return count === 1 ? "1 day" : `${count} days`;
}

/** Formats a price with the decimals that its size needs: "188.59", "1.0873", "0.00012340". */
export function price(value: number): string {
  if (value >= 10) return value.toFixed(2);
  // Five significant digits below 1.
  return value.toFixed(value >= 1 ? 4 : Math.min(20, 4 - Math.floor(Math.log10(value))));
}
