import { parseArgs } from "node:util";
import { RETURN_FORECASTERS } from "@lstm-predict/evaluation";
import { scoreForecast } from "@lstm-predict/metrics";
import {
  constantVolatility,
  ewmaRange,
  ewmaReturns,
  garch,
  har,
  harVolume,
  meanOf,
  OWN_BARS,
  SPY_MARKET,
  type VolatilityForecaster,
  WINDOW,
  zeroShot,
} from "@lstm-predict/volatility";
import { type DayScores, joined, mean, type ScoreSetup, scoreDays, summarize } from "./score-days.ts";
import { between, closesOf, readSeries, type Series, withMarket } from "./symbols.ts";

/**
 * `pnpm --filter @lstm-predict/volatility evaluate [--market SPY.csv] FILE.csv ...` scores every forecaster of this
 * package on daily bars: on 70/15/15 splits from 2018, and year by year from 2020 with tracked quantiles.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { market: { type: "string" } },
});
if (positionals.length === 0) throw new Error("usage: evaluate [--market FILE.csv] FILE.csv ...");

interface Entry {
  readonly name: string;
  readonly forecaster: VolatilityForecaster;
  readonly pooled?: readonly number[];
  readonly tracked?: boolean;
}

const FIRST_DAY = "2018-01-01";
const FIRST_YEAR = 2020;
const LAST_YEAR = 2025;

const read = await Promise.all(positionals.map(readSeries));
const all = values.market ? withMarket(read, await readSeries(values.market)) : read;

const zeroShotOwn = { forecaster: zeroShot(OWN_BARS), pooled: OWN_BARS.quantiles };
const zeroShotSpy = { forecaster: zeroShot(SPY_MARKET), pooled: SPY_MARKET.quantiles };
const zeroShots: Entry[] = [
  { name: "zero-shot, own bars", ...zeroShotOwn },
  ...(values.market ? [{ name: "zero-shot, SPY", ...zeroShotSpy }] : []),
];
const mixed: VolatilityForecaster = {
  name: "mean",
  fit: (span) => meanOf(harVolume.fit(span), zeroShotOwn.forecaster.fit(span)),
};
const splitEntries: Entry[] = [
  ...[constantVolatility, ewmaReturns, garch, ewmaRange, har, harVolume].map((forecaster) => ({
    name: forecaster.name,
    forecaster,
  })),
  ...zeroShots,
  { name: "mean of zero-shot, HAR-V", forecaster: mixed },
];
const yearEntries: Entry[] = [
  { name: "constant", forecaster: constantVolatility },
  { name: "HAR", forecaster: har },
  { name: "HAR, q tracked", forecaster: har, tracked: true },
  { name: "HAR-V", forecaster: harVolume },
  { name: "HAR-V, q tracked", forecaster: harVolume, tracked: true },
  ...zeroShots.map(({ name, forecaster }) => ({ name: `${name}, q its own`, forecaster })),
  ...zeroShots.map((entry) => ({ ...entry, name: `${entry.name}, q mixed` })),
  ...zeroShots.map((entry) => ({ ...entry, name: `${entry.name}, q mixed and tracked`, tracked: true })),
];

print(`70/15/15 of the windows from 2018, q from validation; ${all.length} symbols`);
const recent = all.map((series) => between(series, FIRST_DAY, "9"));
table(splitEntries, recent, onSplit);

print(`\nReturn forecasters on the same splits`);
returnTable(recent);

const years = Array.from({ length: LAST_YEAR - FIRST_YEAR + 1 }, (_, k) => FIRST_YEAR + k);
print(`\nYear by year ${FIRST_YEAR}-${LAST_YEAR}: fitted before Y - 1, calibrated on Y - 1, tested on Y`);
table(yearEntries, all, (entry, series) => joined(years.flatMap((year) => onYear(entry, series, year))));
for (const year of years) {
  const there = all.filter((series) => between(series, `${year}`, `${year + 1}`).dates.length > WINDOW);
  if (there.length === 0) continue;
  print(`\nIn ${year}, ${there.length} symbols`);
  table(yearEntries, there, (entry, series) => joined(onYear(entry, series, year)));
}

function splitsOf(series: Series): { validation: number; test: number; end: number } {
  const windows = series.dates.length - WINDOW;
  const row = (share: number) => WINDOW + Math.round(windows * share);
  return { validation: row(0.7), test: row(0.85), end: series.dates.length };
}

function onSplit(entry: Entry, series: Series): DayScores {
  const { validation, test, end } = splitsOf(series);
  const fitted = entry.forecaster.fit(between(series, "", series.dates[validation]!));
  return scoreDays(fitted, series, { calibration: [validation, test], test: [test, end], ...options(entry) });
}

/** Nothing when the symbol has no bars in the year or fewer than a year to fit on. */
function onYear(entry: Entry, series: Series, year: number): DayScores[] {
  const row = (day: string) => {
    const index = series.dates.findIndex((date) => date >= day);
    return index < 0 ? series.dates.length : index;
  };
  const [calibration, test, end] = [row(`${year - 1}`), row(`${year}`), row(`${year + 1}`)];
  if (calibration < 4 * WINDOW || test === end) return [];
  const fitted = entry.forecaster.fit(between(series, "", `${year - 1}`));
  return [
    scoreDays(fitted, series, { calibration: [calibration, test], test: [test, end], ...options(entry) }),
  ];
}

function options({ pooled, tracked }: Entry): Pick<ScoreSetup, "pooled" | "tracked"> {
  return { ...(pooled && { pooled }), ...(tracked && { tracked }) };
}

function table(
  entries: readonly Entry[],
  symbols: readonly Series[],
  score: (entry: Entry, series: Series) => DayScores,
) {
  const scores = entries.map((entry) => symbols.map((series) => score(entry, series)));
  const of = (forecaster: VolatilityForecaster) =>
    scores[entries.findIndex((entry) => entry.forecaster === forecaster)]!;
  line("", [
    "cover .5",
    ".8",
    ".9",
    ".95",
    ".9 min-max",
    "W/const",
    "W/HAR",
    "wins",
    "p",
    "CRPS/HAR",
    "QLIKE-HAR",
  ]);
  entries.forEach(({ name }, index) => {
    const s = summarize(scores[index]!, of(constantVolatility), of(har));
    line(name, [
      ...s.coverage.map((value) => value.toFixed(3)),
      s.coverageRange.map((value) => value.toFixed(3)).join("-"),
      s.intervalOverConstant.toFixed(3),
      s.intervalOverHar.toFixed(4),
      `${s.wins}`,
      s.pValue.toFixed(3),
      s.crpsOverHar.toFixed(4),
      s.qlikeLessHar.toFixed(3),
    ]);
  });
}

function returnTable(symbols: readonly Series[]) {
  line("", ["mean MASE", "below 1"]);
  for (const forecaster of RETURN_FORECASTERS) {
    const mase = symbols.map((series) => {
      const closes = closesOf(series);
      const { validation, test, end } = splitsOf(series);
      const fitted = forecaster.fit({ closes: closes.subarray(0, test), validationFrom: validation });
      const days = Array.from({ length: end - test }, (_, k) => test + k);
      return scoreForecast({
        forecast: days.map(
          (row) => closes[row - 1]! * Math.exp(fitted.forecast(closes.subarray(row - WINDOW, row))),
        ),
        actual: days.map((row) => closes[row]!),
        last: days.map((row) => closes[row - 1]!),
      }).mase;
    });
    line(forecaster.name, [mean(mase).toFixed(4), `${mase.filter((value) => value < 1).length}`]);
  }
}

function line(name: string, cells: readonly string[]) {
  print(name.padEnd(40) + cells.map((cell) => cell.padStart(12)).join(""));
}

function print(text: string) {
  process.stdout.write(`${text}\n`);
}
