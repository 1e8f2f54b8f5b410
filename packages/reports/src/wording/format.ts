/** A number with so many decimals, or a dash where there is none. */
export function fixed(value: number, digits: number): string {
  return Number.isFinite(value) ? value.toFixed(digits) : "-";
}

/** The same with a minus sign that is as wide as a plus. */
export function signed(value: number, digits: number): string {
  return fixed(value, digits).replace(/^-(?=\d)/, "\u2212");
}

/** A share in percent with its sign, "+1.5 %". */
export function signedPercent(share: number, digits = 1): string {
  const text = percent(Math.abs(share), digits);
  return Number.parseFloat(text) === 0 ? text : `${share < 0 ? "\u2212" : "+"}${text}`;
}

/** A share in percent, "1.5 %"; a thousand percent and more without decimals; a dash where there is none. */
export function percent(share: number, digits = 1): string {
  return Number.isFinite(share) ? `${(100 * share).toFixed(Math.abs(share) < 10 ? digits : 0)} %` : "-";
}

/** A price with two decimals, or four digits where it is below one. */
export function plain(price: number): string {
  const digits =
    Math.abs(price) >= 1
      ? { minimumFractionDigits: 2, maximumFractionDigits: 2 }
      : { minimumSignificantDigits: 4, maximumSignificantDigits: 4 };
  return price.toLocaleString("en-US", digits);
}

/** A volume to three digits: 94.4M. */
export function compact(volume: number): string {
  return volume.toLocaleString("en-US", { notation: "compact", maximumSignificantDigits: 3 });
}

/** "1 day", "2 days". */
export function days(count: number): string {
  return count === 1 ? "1 day" : `${count} days`;
}

/** A price with as many decimals as its size needs: "188.59", "1.0873", "0.00012340". */
export function price(value: number): string {
  if (value >= 10) return value.toFixed(2);
  // Five digits after the zeros.
  return value.toFixed(value >= 1 ? 4 : Math.min(20, 4 - Math.floor(Math.log10(value))));
}
