import { expect, test } from "@jest/globals";
import { LEVELS } from "@lstm-predict/forecasts";
import {
  type Context,
  constantVolatility,
  explainWidth,
  externalVolatility,
  type FittedVolatility,
  IntervalForecaster,
  meanOf,
  OWN_BARS,
  PooledVolatility,
  QuantileTracker,
  SHIPPED,
  type Span,
  scaleAt,
  TermBars,
  type WidthExplanation,
  zeroShot,
} from "../src/index.ts";
import { rows, rowsOf } from "./fixture.ts";

const window = rowsOf(rows[0], -60);
const implied = { last: -8.1, mean: -8.9 };
/** Quantiles that have followed some days. */
const errorBarOf = (volatility: FittedVolatility) =>
  new IntervalForecaster(volatility, new QuantileTracker(LEVELS, [0.7, 1.4, 1.9, 2.3]));
const factorsOf = ({ terms }: WidthExplanation) =>
  Object.fromEntries(terms.map(({ name, factor }) => [name, factor]));

/** The width that an error bar forecasts. */
function widthOf(errorBar: IntervalForecaster, span: Span): number {
  const { lower, upper } = errorBar.forecast(span).intervals[2]!;
  return Math.log(upper / lower);
}

test.each<[string, FittedVolatility, Context | undefined, string, string]>([
  ["the VIX and a year", new PooledVolatility("vix"), { implied, year: -9.4 }, "vix", "year"],
  ["the VIX alone", new PooledVolatility("vix"), { implied }, "vix", "window"],
  ["a year", new PooledVolatility("vix"), { year: -9.4 }, "ownLong", "year"],
  ["the window", new PooledVolatility("own"), undefined, "own", "window"],
  ["the window, in an older bundle", zeroShot(OWN_BARS).fit({ rows: [] }), { year: -9.4 }, "own", "window"],
])("when %s is known, then the factors multiply to the width", (_, volatility, context, model, usualOf) => {
  const span = { rows: window, ...(context && { context }) };
  const errorBar = errorBarOf(volatility);
  const explained = explainWidth(errorBar, span)!;
  expect(explained).toMatchObject({ level: 0.9, horizon: 1, model, usualOf, networkWeight: 0 });
  const product = explained.terms.reduce((width, { factor }) => width * factor, explained.usual);
  expect(Math.abs(product / explained.width - 1)).toBeLessThan(1e-12);
  expect(Math.abs(widthOf(errorBar, span) / explained.width - 1)).toBeLessThan(1e-12);
});

test.each([2, 4, 5, 13, 20])(
  "when the interval is of %i sessions, then the factors multiply to it, without the network",
  (horizon) => {
    const pooled = new PooledVolatility("vix");
    const next = meanOf(externalVolatility("network"), pooled, 0.25);
    const errorBar = new IntervalForecaster(
      next,
      new QuantileTracker(LEVELS, [0.7, 1.4, 1.9, 2.3]),
      TermBars.zeroShot(pooled),
    );
    errorBar.later.trackers[2]!.update(9); // that of 5 sessions
    const span = { rows: window, external: { network: -8 }, context: { implied, year: -9.4 } };
    const explained = explainWidth(errorBar, span, { horizon })!;
    expect(explained).toMatchObject({ horizon, networkWeight: 0 });
    expect(factorsOf(explained)).not.toHaveProperty("network");
    const sigma = scaleAt(errorBar.termStructure(span), horizon);
    const width = 2 * errorBar.quantilesAt(horizon)[2]! * sigma;
    const product = explained.terms.reduce((total, { factor }) => total * factor, explained.usual);
    expect(Math.abs(product / width - 1)).toBeLessThan(1e-12);
    expect(Math.abs(explained.width / width - 1)).toBeLessThan(1e-12);
    const isTracked = horizon > 3 && horizon < 10;
    expect(factorsOf(explained).quantile! > 1).toBe(isTracked);
  },
);

test("when the last day moves more, then its factor grows by the coefficient, and the week's and month's with it", () => {
  const calm = window.slice();
  // The last high rises: range variance and the means that contain it.
  const wild = window.slice();
  wild[59 * 6 + 1]! *= 1.05;
  const context = { year: -9.4 };
  const [before, after] = [calm, wild].map((rows) =>
    factorsOf(explainWidth(errorBarOf(new PooledVolatility()), { rows, context })!),
  );
  const moved = (name: string) => 2 * Math.log(after![name]! / before![name]!);
  const [, day, week, month] = SHIPPED.models.ownLong.coefficients[0] as [number, number, number, number];
  const change = moved("day") / day;
  expect(change).toBeGreaterThan(0.5);
  expect(moved("week")).toBeCloseTo((week * change) / 5, 12);
  expect(moved("month")).toBeCloseTo((month * change) / 22, 12);
  for (const name of ["volumeDay", "volumeWeek", "constant", "quantile"])
    expect(after![name]).toBe(before![name]);
});

test("when every day is as the year, then only volume, constant and quantile are left", () => {
  const flat = Float64Array.from({ length: 60 * 6 }, (_, k) => [100, 101, 99, 100, 1e6, 100][k % 6]!);
  const { usual } = explainWidth(errorBarOf(new PooledVolatility()), { rows: flat })!;
  const year = 2 * Math.log(usual / (2 * SHIPPED.models.own.quantiles[0]![2]!));
  const factors = factorsOf(
    explainWidth(errorBarOf(new PooledVolatility()), { rows: flat, context: { year } })!,
  );
  for (const name of ["day", "week", "month", "window", "volumeDay", "volumeWeek"])
    expect(factors[name]).toBeCloseTo(1, 12);
  expect(factors.constant).toBeCloseTo(Math.exp(-0.0021 / 2), 12);
  expect(factors.quantile).toBeCloseTo(1.9 / 1.8044, 12);
});

test("when the network has a weight, then its factor is what it adds to the pooled forecast", () => {
  const pooled = new PooledVolatility();
  const span = { rows: window, external: { network: -8 } };
  const errorBar = errorBarOf(meanOf(externalVolatility("network"), pooled, 0.25));
  const explained = explainWidth(errorBar, span)!;
  expect(explained.networkWeight).toBe(0.25);
  expect(factorsOf(explained).network).toBeCloseTo(Math.exp((0.25 * (-8 - pooled.forecast(span))) / 2), 12);
  const product = explained.terms.reduce((width, { factor }) => width * factor, explained.usual);
  expect(Math.abs(product / widthOf(errorBar, span) - 1)).toBeLessThan(1e-12);
});

test("when the volatility is not a pooled one, then nothing is explained", () => {
  const constant = constantVolatility.fit({ rows: rowsOf(rows[0], 0, 300) });
  expect(explainWidth(errorBarOf(constant), { rows: window })).toBeUndefined();
  const mixed = meanOf(externalVolatility("network"), constant, 0.5);
  expect(explainWidth(errorBarOf(mixed), { rows: window, external: { network: -8 } })).toBeUndefined();
});
