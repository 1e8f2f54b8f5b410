/** What stands where a figure is not defined: R2 of a constant series, the direction of naive. */
export const NONE = "–";

type Figure = number | null | undefined;

function isFigure(value: Figure): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

/** With a fixed number of digits. */
export function fixed(value: Figure, digits: number): string {
  if (!isFigure(value)) return NONE;
  const format = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return value.toLocaleString("en-US", format).replace("-", "−");
}

/** A price: cents, or four digits where cents are too coarse. */
export function price(value: Figure): string {
  return fixed(value, isFigure(value) && Math.abs(value) < 10 ? 4 : 2);
}

/** 0.123 is "12.3 %". */
export function percent(share: Figure, digits = 1): string {
  return isFigure(share) ? `${fixed(100 * share, digits)} %` : NONE;
}

/** 0.0012 is "+0.12 %". */
export function change(share: Figure): string {
  return isFigure(share) ? `${share >= 0 ? "+" : ""}${percent(share, 2)}` : NONE;
}

export function whole(value: Figure): string {
  return fixed(value, 0);
}
