const MS_A_DAY = 86_400_000;
const DAYS_A_YEAR = 365.25;

/** Sessions of a year: 365 where weekends are traded, otherwise the 252 that stock markets are counted with. */
export function sessionsPerYear(dates: readonly string[]): number {
  const weekends = dates.filter((date) => [0, 6].includes(new Date(date).getUTCDay())).length;
  return weekends > dates.length / 10 ? 365 : 252;
}

/** Time from one day to another, in years. */
export function yearsBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / MS_A_DAY / DAYS_A_YEAR;
}
