import { parseArgs } from "node:util";
import { WINDOW } from "@lstm-predict/volatility";
import { splitEntries, yearEntries } from "./entries.ts";
import { joined } from "./score-days.ts";
import { onSplit, onYear } from "./spans.ts";
import { between, readSeries, withMarket } from "./symbols.ts";
import { print, returnTable, table } from "./tables.ts";

/**
 * `pnpm --filter @lstm-predict/experiments volatility [--market SPY.csv] FILE.csv ...` scores every forecaster of
 * `@lstm-predict/volatility` on daily bars: on 70/15/15 splits from 2018, and year by year from 2020 with tracked quantiles.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { market: { type: "string" } },
});
if (positionals.length === 0) throw new Error("usage: volatility [--market FILE.csv] FILE.csv ...");

const FIRST_DAY = "2018-01-01";
const FIRST_YEAR = 2020;
const LAST_YEAR = 2025;

const read = await Promise.all(positionals.map(readSeries));
const hasMarket = values.market !== undefined;
const all = values.market ? withMarket(read, await readSeries(values.market)) : read;

print(`70/15/15 of the windows from 2018, q from validation; ${all.length} symbols`);
const recent = all.map((series) => between(series, FIRST_DAY, "9"));
table(splitEntries(hasMarket), recent, onSplit);

print(`\nReturn forecasters on the same splits`);
returnTable(recent);

const years = Array.from({ length: LAST_YEAR - FIRST_YEAR + 1 }, (_, k) => FIRST_YEAR + k);
print(`\nYear by year ${FIRST_YEAR}-${LAST_YEAR}: fitted before Y - 1, calibrated on Y - 1, tested on Y`);
table(yearEntries(hasMarket), all, (entry, series) =>
  joined(years.flatMap((year) => onYear(entry, series, year))),
);
for (const year of years) {
  const there = all.filter((series) => between(series, `${year}`, `${year + 1}`).dates.length > WINDOW);
  if (there.length === 0) continue;
  print(`\nIn ${year}, ${there.length} symbols`);
  table(yearEntries(hasMarket), there, (entry, series) => joined(onYear(entry, series, year)));
}
