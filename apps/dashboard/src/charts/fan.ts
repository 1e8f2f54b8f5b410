import type { SymbolForecast } from "@lstm-predict/api/schemas";

/** Tomorrow's forecast and its intervals, in price units. */
export interface Fan {
  prediction: number;
  naive: number;
  /** Widest first: narrower ones are drawn on top. */
  intervals: [lower: number, upper: number][];
}

const WIDEST_FIRST = ["95", "90", "80", "50"] as const;

/** The fan of a forecast; without intervals for a model that has no error bar. */
export function fanOf({ prediction, naive, intervals = {} }: SymbolForecast): Fan {
  const known = WIDEST_FIRST.map((level) => intervals[level]).filter((interval) => interval !== undefined);
  return { prediction, naive, intervals: known };
}

/** A slot of the time scale may be two pixels wide, too narrow to be seen. */
const LEAST_WIDTH = 24;

/** Where to draw a fan, in CSS pixels: the y axis points down. */
export interface FanShape {
  /** The last close, where the fan opens. */
  apex: { x: number; y: number };
  /** Left and right edge of the boxes. */
  left: number;
  right: number;
  /** Of each interval, in the order of the fan. */
  boxes: { top: number; bottom: number }[];
  predictionY: number;
  naiveY: number;
}

/** Lays a fan out in the slot around `x`; `spacing` is the width of a slot, `priceToY` the price scale. */
export function fanShape(
  { prediction, naive, intervals }: Fan,
  x: number,
  spacing: number,
  priceToY: (price: number) => number,
): FanShape {
  return {
    apex: { x: x - spacing, y: priceToY(naive) },
    left: x,
    right: x + Math.max(spacing, LEAST_WIDTH),
    boxes: intervals.map(([lower, upper]) => ({ top: priceToY(upper), bottom: priceToY(lower) })),
    predictionY: priceToY(prediction),
    naiveY: priceToY(naive),
  };
}
