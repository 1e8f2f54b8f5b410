import type { SymbolForecast } from "@lstm-predict/api-client";

/** The forecast of one session, in price units. */
export interface FanPoint {
  /** YYYY-MM-DD. */
  date: string;
  prediction: number;
  naive: number;
  /** Widest first: narrower ones are drawn on top. */
  intervals: [lower: number, upper: number][];
  /** That of 90 %, if there is one. */
  range: [lower: number, upper: number] | undefined;
  /** Whether it lies between horizons of the forecast, and is only drawn. */
  isDrawn: boolean;
}

const WIDEST_FIRST = ["95", "90", "80", "50"] as const;

/** A forecast some sessions ahead, as prices in one order. */
type Anchor = { horizon: number; prices: number[] };

/**
 * The fan of a forecast, a point for each session up to the farthest horizon; without intervals for a model that has no error bar.
 *
 * Between the horizons of the forecast, log prices are drawn linear in the square root of the horizon, as volatility grows.
 *
 * @param coming dates of the sessions after the last bar
 */
export function fanOf(forecast: SymbolForecast, coming: readonly string[] = []): FanPoint[] {
  const { naive, intervals = {}, horizons = [] } = forecast;
  const levels = WIDEST_FIRST.filter((level) => intervals[level]);
  const pricesOf = (one: Pick<SymbolForecast, "prediction" | "intervals">) => [
    one.prediction,
    ...levels.flatMap((level) => one.intervals?.[level] ?? []),
  ];
  const later = horizons
    .filter(({ horizon }) => horizon > 1 && horizon <= coming.length)
    .toSorted((a, b) => a.horizon - b.horizon);
  const anchors = [{ ...forecast, horizon: 1 }, ...later].map((one) => ({
    horizon: one.horizon,
    prices: pricesOf(one),
  }));
  const dates = [forecast.date, ...coming.slice(1, anchors.at(-1)!.horizon)];
  return dates.map((date, k) => {
    const [prediction, ...ends] = pricesAt(anchors, k + 1);
    const pairs = levels.map((_, level): [number, number] => [ends[2 * level]!, ends[2 * level + 1]!]);
    const range = pairs[levels.indexOf("90")];
    const isDrawn = anchors.every(({ horizon }) => horizon !== k + 1);
    return { date, prediction: prediction!, naive, intervals: pairs, range, isDrawn };
  });
}

function pricesAt(anchors: readonly Anchor[], horizon: number): number[] {
  const right = anchors.findIndex((anchor) => anchor.horizon >= horizon);
  const [before, after] = [anchors[right - 1], anchors[right]!];
  if (after.horizon === horizon || !before) return after.prices;
  const [from, at, to] = [before.horizon, horizon, after.horizon].map(Math.sqrt) as [number, number, number];
  const share = (at - from) / (to - from);
  return before.prices.map((price, k) => price * (after.prices[k]! / price) ** share);
}

/** A fan of one session in a narrow slot would not be seen. */
const LEAST_WIDTH = 24;

/** Where to draw a fan, in CSS pixels: the y axis points down. */
export interface FanShape {
  /** The last close, where the fan opens. */
  apex: { x: number; y: number };
  /** Of each session; the last stands at the right edge too. */
  xs: number[];
  /** Of each interval, in the order of the fan: its ends at each of `xs`. */
  bands: { tops: number[]; bottoms: number[] }[];
  predictions: number[];
}

/** Lays a fan out from the slot around `x` on; `spacing` is the width of a slot, `priceToY` the price scale. */
export function fanShape(
  points: readonly FanPoint[],
  x: number,
  spacing: number,
  priceToY: (price: number) => number,
): FanShape {
  const [first] = points;
  const edge = x + Math.max(spacing, LEAST_WIDTH);
  // One session is a box; more of them end at the last.
  const drawn = points.length === 1 ? [first!, first!] : points;
  const xs = points.length === 1 ? [x, edge] : points.map((_, k) => x + k * spacing);
  const ends = (level: number, end: 0 | 1) => drawn.map(({ intervals }) => priceToY(intervals[level]![end]));
  return {
    apex: { x: x - spacing, y: priceToY(first!.naive) },
    xs,
    bands: first!.intervals.map((_, level) => ({ tops: ends(level, 1), bottoms: ends(level, 0) })),
    predictions: drawn.map(({ prediction }) => priceToY(prediction)),
  };
}
