import { formatCount } from "./numbers.ts";

const LONG = {
  weekday: "long",
  day: "numeric",
  month: "long",
  year: "numeric",
  timeZone: "UTC",
} as const;

/** Formats a date of an exchange: "2026-01-02" is "Friday, 2 January 2026", in every time zone. */
export function formatDate(date: string): string {
  return new Date(`${date}T00:00:00Z`).toLocaleDateString("en-GB", LONG);
}

/** Formats an ISO time to the minute: "2026-01-02 21:05 UTC". */
export function formatTime(iso: string): string {
  return `${new Date(iso).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

const UNITS = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
] as const;

/** Formats the time since `iso` in its largest unit: "3 days", "1 hour", "less than a minute". `now` is in ms. */
export function formatAge(iso: string, now: number): string {
  const ms = now - Date.parse(iso);
  for (const [unit, length] of UNITS) {
    const count = Math.floor(ms / length);
    if (count >= 1) return count === 1 ? `1 ${unit}` : `${formatCount(count)} ${unit}s`;
  }
  return "less than a minute";
}
