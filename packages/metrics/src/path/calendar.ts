const MS_A_DAY = 86_400_000;
const DAYS_A_YEAR = 365.25;

/** Sessions a year: 365 if more than a tenth of `dates` (YYYY-MM-DD) are weekend days, else 252 as usual for stocks. */
export function sessionsPerYear(dates: readonly string[]): number {
  const weekends = dates.filter((date) => [0, 6].includes(new Date(date).getUTCDay())).length;
  return weekends > dates.length / 10 ? 365 : 252;
}

/** Years from `from` to `to`, both YYYY-MM-DD; a year has 365.25 days. */
export function yearsBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / MS_A_DAY / DAYS_A_YEAR;
}
