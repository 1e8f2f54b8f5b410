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

/** "2026-01-02" is "Friday, 2 January 2026". */
export function longDate(date: string): string {
  const format = {
    weekday: "long",
    day: "numeric",
    month: "long",
    year: "numeric",
    timeZone: "UTC",
  } as const;
  return new Date(`${date}T00:00:00Z`).toLocaleDateString("en-GB", format);
}

/** An ISO time as "2026-01-02 21:05 UTC". */
export function moment(iso: string): string {
  return `${new Date(iso).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

const UNITS = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
] as const;

/** How long ago an ISO time was: "3 days", "1 hour"; "less than a minute". */
export function age(iso: string, now: number): string {
  const ms = now - Date.parse(iso);
  for (const [unit, length] of UNITS) {
    const count = Math.floor(ms / length);
    if (count >= 1) return count === 1 ? `1 ${unit}` : `${whole(count)} ${unit}s`;
  }
  return "less than a minute";
}
