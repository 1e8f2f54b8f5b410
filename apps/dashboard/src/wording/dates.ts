import { whole } from "./numbers.ts";

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
