import { LEVELS } from "@lstm-predict/forecasts";
import type { FittedVolatility } from "./forecaster.ts";
import { atHorizon, checkHorizon } from "./horizons/knots.ts";
import { FEATURES, type PooledName } from "./horizons/pooled-table.ts";
import { PooledVolatility, pooledFeatures } from "./horizons/pooled-volatility.ts";
import type { IntervalForecaster } from "./interval-forecaster.ts";
import { OWN_BARS } from "./pooled-models.ts";
import type { Span } from "./span.ts";

/**
 * What makes an interval wider or narrower than usual: how far the price moved on the last day, in the last week, month and window,
 * each against the usual level; volume of day and week; the VIX against its last 60 days, and these against their mean of many years;
 * the network; the tracked quantile against the pooled one; the constant of the regression.
 */
export type WidthTermName =
  | "day"
  | "week"
  | "month"
  | "window"
  | "volumeDay"
  | "volumeWeek"
  | "vix"
  | "vixLevel"
  | "network"
  | "quantile"
  | "constant";

/** What one term does to the width. */
export interface WidthTerm {
  name: WidthTermName;
  /** The width is the usual one times the factors of all terms. */
  factor: number;
  /** By how much the term makes the interval wider, in percent: 100 (factor - 1). */
  percent: number;
}

/** The width of an interval as a product. */
export interface WidthExplanation {
  /** Nominal coverage of the interval. */
  level: number;
  /** Sessions ahead. */
  horizon: number;
  /** ln(upper / lower). */
  width: number;
  /** The same if every day were as the mean of `usualOf`, volume and the VIX as always, and the quantile the pooled one. */
  usual: number;
  /** The days whose mean log range variance is the usual level: the last 250, or those of the window if more are not known. */
  usualOf: "year" | "window";
  /** The pooled model. */
  model: PooledName;
  /** Weight of the network's log variance; 0: it has no part in the width. */
  networkWeight: number;
  terms: WidthTerm[];
}

/** A linear forecast of the log variance by its terms. */
interface Linear {
  model: PooledName;
  coefficients: readonly number[];
  /** Pooled quantiles, one for each of `LEVELS`. */
  quantiles: readonly number[];
}

/**
 * Explains the width of an interval. The log variance is linear in its terms, so the factors are exact; the lags of HAR are measured
 * from the usual level, which changes no forecast.
 *
 * @param window as for `errorBar.forecast`
 * @param horizon sessions ahead, 1 to 20
 * @param network its log variance a day over a later horizon, if it forecasts one
 * @returns undefined if the volatility is not a pooled one, as in older bundles
 * @throws VolatilityError as `readDays`
 */
export function explainWidth(
  errorBar: IntervalForecaster,
  window: Span,
  {
    level = 0.9,
    horizon = 1,
    network,
  }: { level?: number; horizon?: number; network?: number | undefined } = {},
): WidthExplanation | undefined {
  checkHorizon(horizon);
  const { volatility, later } = errorBar;
  const mean = horizon === 1 ? volatility.mean : undefined;
  const pooled = horizon > 1 ? later.pooled : (mean?.of.find((part) => linearOf(part, window)) ?? volatility);
  const linear = pooled && linearOf(pooled, window, horizon);
  if (!linear) return undefined;
  const { usual, usualOf, terms } = linearTerms(linear, window);
  const logVariances = errorBar.termStructure(window);
  const mixed = later.mixedAt(horizon, logVariances, network);
  const logVariance = mixed?.logVariance ?? atHorizon(logVariances, horizon);
  const isMixed = mean?.of.every((part) => part.isKnown?.(window) !== false) ?? false;
  if (isMixed) terms.push(["network", logVariance - pooled.forecast(window)]);
  if (mixed) terms.push(["network", logVariance - atHorizon(logVariances, horizon)]);
  const which = LEVELS.indexOf(level as (typeof LEVELS)[number]);
  const quantiles = mixed?.tracker.quantiles ?? errorBar.quantilesAt(horizon);
  const [quantile, pooledQuantile] = [quantiles[which]!, linear.quantiles[which]!];
  const reach = 2 * Math.sqrt(horizon);
  return {
    level,
    horizon,
    width: reach * quantile * Math.exp(logVariance / 2),
    usual: reach * pooledQuantile * Math.exp(usual / 2),
    usualOf,
    model: linear.model,
    networkWeight: isMixed ? networkWeight(mean!, pooled) : (mixed?.weight ?? 0),
    terms: [
      ...terms.map(([name, value]) => termOf(name, Math.exp(value / 2))),
      termOf("quantile", quantile / pooledQuantile),
    ],
  };
}

function termOf(name: WidthTermName, factor: number): WidthTerm {
  return { name, factor, percent: 100 * (factor - 1) };
}

function networkWeight({ of, weight }: NonNullable<FittedVolatility["mean"]>, pooled: FittedVolatility) {
  return of[0] === pooled ? 1 - weight : weight;
}

function linearOf(volatility: FittedVolatility, { context }: Span, horizon = 1): Linear | undefined {
  if (volatility instanceof PooledVolatility) {
    const model = volatility.modelFor(context);
    const { coefficients, quantiles } = volatility.table.models[model];
    return {
      model,
      coefficients: columnsAt(coefficients, horizon),
      quantiles: columnsAt(quantiles, horizon),
    };
  }
  const state = volatility.toJSON();
  if (state.kind !== "linear" || state.recipe !== "relative") return undefined;
  const unknown = new Array<number>(FEATURES - state.coefficients.length).fill(0);
  return {
    model: "own",
    coefficients: [...state.coefficients, ...unknown],
    quantiles: OWN_BARS.quantiles,
  };
}

/** The row of `table [knots][columns]` at a horizon. */
function columnsAt(table: readonly (readonly number[])[], horizon: number): number[] {
  return table[0]!.map((_, column) =>
    atHorizon(
      table.map((row) => row[column]!),
      horizon,
    ),
  );
}

/** The terms of the log variance, which sum to it from `usual`, the usual level. */
function linearTerms({ model, coefficients }: Linear, window: Span) {
  const features = pooledFeatures(window);
  const [level, year] = [features[FEATURES]!, features[FEATURES - 1]!];
  const knowsYear = model !== "own" && window.context?.year !== undefined;
  const shift = knowsYear ? -year : 0;
  const [constant, day, week, month] = coefficients as [number, number, number, number];
  const ofYear = coefficients[FEATURES - 1]!;
  const own = (at: number) => coefficients[at]! * (features[at]! + shift);
  const term = (at: number) => coefficients[at]! * features[at]!;
  const terms: [WidthTermName, number][] = [
    ["day", own(1)],
    ["week", own(2)],
    ["month", own(3)],
  ];
  if (knowsYear) terms.push(["window", (1 - day - week - month - ofYear) * shift]);
  terms.push(["volumeDay", term(4)], ["volumeWeek", term(5)]);
  if (model === "vix") terms.push(["vix", term(6)], ["vixLevel", term(7)]);
  terms.push(["constant", constant]);
  return { usual: level - shift, usualOf: knowsYear ? ("year" as const) : ("window" as const), terms };
}
