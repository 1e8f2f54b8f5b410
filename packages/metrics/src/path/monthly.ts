/** Returns of one year by month, as shares: 0.01 is 1 %. */
export interface YearOfReturns {
  year: number;
  /** January to December; null for a month without a bar. */
  months: (number | null)[];
  /** Compound return of the months. */
  total: number;
}

/**
 * Returns by calendar month of `prices [n]` on `dates [n]`, from the last price of a month to the last of the next.
 *
 * The first month starts at the first price, so that all months compound to the return of the whole span.
 */
export function monthlyReturns(dates: readonly string[], prices: Float64Array): YearOfReturns[] {
  const years: YearOfReturns[] = [];
  let before = prices[0]!;
  for (const [t, date] of dates.entries()) {
    const month = date.slice(0, 7);
    if (dates[t + 1]?.startsWith(month)) continue;
    const price = prices[t]!;
    const year = yearOf(years, Number(date.slice(0, 4)));
    year.months[Number(date.slice(5, 7)) - 1] = price / before - 1;
    year.total = (1 + year.total) * (price / before) - 1;
    before = price;
  }
  return years;
}

function yearOf(years: YearOfReturns[], year: number): YearOfReturns {
  const last = years.at(-1);
  if (last?.year === year) return last;
  const next = { year, months: Array<number | null>(12).fill(null), total: 0 };
  years.push(next);
  return next;
}
