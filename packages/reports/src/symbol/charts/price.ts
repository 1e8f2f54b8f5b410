import { mean } from "@lstm-predict/metrics";
import type { TopLevelSpec } from "vega-lite";
import { priceAxis, timeAxis, volumeAxis } from "../../kit/axes.ts";
import { COLOURS, CONFIG } from "../../kit/chart-theme.ts";
import { thin } from "../../kit/thin.ts";
import type { Curves } from "../statistics/curves.ts";

/** Minimum pixels for a bar of volume. */
const PIXELS_A_VOLUME_BAR = 4;

/** Draws the close above the volume; with many days, a bar of volume is the mean of several days. */
export function priceChart(curves: Curves, width: number): TopLevelSpec {
  const { dates, close, adjClose, volume } = curves;
  const days = daysAVolumeBar(dates.length, width);
  const prices = thin(close, width).map((t) => ({ date: dates[t]!, price: close[t]! }));
  return {
    config: CONFIG,
    spacing: 14,
    vconcat: [
      {
        width,
        height: 240,
        data: { values: prices },
        mark: { type: "line", strokeWidth: 1.4, color: COLOURS.blue },
        encoding: { x: timeAxis(dates, width, { labels: false }), y: priceAxis(close, "close", adjClose) },
      },
      {
        width,
        height: 70,
        data: { values: meanVolume(dates, volume, days) },
        mark: {
          type: "bar",
          color: COLOURS.grey,
          width: Math.min(6, Math.max(1, (0.7 * width * days) / dates.length)),
        },
        encoding: {
          x: timeAxis(dates, width),
          y: volumeAxis(days === 1 ? "volume" : `volume a day, mean of ${days} days`),
        },
      },
    ],
  };
}

/** Draws the raw and the adjusted close. */
export function adjustmentChart(curves: Curves, width: number): TopLevelSpec {
  const { dates, close, adjClose } = curves;
  const line = (series: string, prices: Float64Array) =>
    thin(prices, width).map((t) => ({ date: dates[t]!, price: prices[t]!, series }));
  return {
    config: CONFIG,
    width,
    height: 220,
    data: { values: [...line("raw close", close), ...line("adjusted close", adjClose)] },
    mark: { type: "line", strokeWidth: 1.4 },
    encoding: {
      x: timeAxis(dates, width),
      y: priceAxis(Float64Array.of(...close, ...adjClose), "price", adjClose),
      color: {
        field: "series",
        type: "nominal",
        scale: { domain: ["raw close", "adjusted close"], range: [COLOURS.grey, COLOURS.blue] },
      },
    },
  };
}

function daysAVolumeBar(days: number, width: number): number {
  return Math.ceil((days * PIXELS_A_VOLUME_BAR) / width);
}

function meanVolume(dates: readonly string[], volume: Float64Array, days: number) {
  return Array.from({ length: Math.ceil(volume.length / days) }, (_, k) => {
    const group = volume.subarray(k * days, (k + 1) * days);
    return { date: dates[k * days]!, volume: mean(group) };
  });
}
