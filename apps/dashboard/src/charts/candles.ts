import type { SymbolBars } from "@lstm-predict/api-client";
import {
  CandlestickSeries,
  type ChartOptions,
  createChart,
  type DeepPartial,
  HistogramSeries,
  type IChartApi,
} from "lightweight-charts";
import { candleData, visibleRange, volumeData } from "./candle-data.ts";
import type { FanPoint } from "./fan.ts";
import { type FanData, type FanOptions, FanSeries } from "./fan-series.ts";
import { keepDrawn } from "./keep-drawn.ts";
import { type Palette, palette } from "./palette.ts";

const WIDE_HEIGHT = 450;
const NARROW_HEIGHT = 320;
const NARROW = 600;

type Sessions = SymbolBars["sessions"];

export interface CandleChart {
  /** Shows the last `sessions` candles, and the fan. */
  show(sessions: number): void;
}

/**
 * Candles with volume, then the forecasts of the sessions to come as a fan; dragging moves, pinching zooms.
 *
 * `onHover` gets the date under the pointer, or undefined when it leaves.
 */
export function candleChart(
  place: HTMLElement,
  sessions: Sessions,
  fan: readonly FanPoint[],
  visible: number,
  onHover: (date: string | undefined) => void,
  signal: AbortSignal,
): CandleChart {
  let chart: IChartApi | undefined;
  let shown = visible;
  const show = (count: number) => {
    shown = count;
    const range = visibleRange(sessions.length, count, place.clientWidth, fan.length);
    chart?.timeScale().setVisibleLogicalRange(range);
  };
  keepDrawn(place, signal, (width, resized) => {
    if (resized && chart) {
      chart.resize(width, heightFor(width));
    } else {
      chart?.remove();
      chart = create(place, width, sessions, fan);
      chart.subscribeCrosshairMove(({ time, logical }) => {
        // What is right of the fan has no time.
        const isRight = logical !== undefined && logical >= sessions.length;
        onHover(typeof time === "string" ? time : isRight ? fan.at(-1)?.date : undefined);
      });
    }
    show(shown);
  });
  signal.addEventListener("abort", () => chart?.remove(), { once: true });
  return { show };
}

function create(place: HTMLElement, width: number, sessions: Sessions, fan: readonly FanPoint[]): IChartApi {
  const colours = palette();
  const chart = createChart(place, chartOptions(place, width, colours));
  addVolume(chart, sessions, colours);
  const candles = addCandles(chart, sessions, colours);
  if (fan.length > 0) addFan(chart, candles, fan, colours);
  return chart;
}

function chartOptions(place: HTMLElement, width: number, { soft, line }: Palette): DeepPartial<ChartOptions> {
  return {
    width,
    height: heightFor(width),
    layout: {
      // Its logo would need an inline style, which the page's policy forbids; the footer names TradingView.
      attributionLogo: false,
      background: { color: "transparent" },
      textColor: soft,
      fontFamily: getComputedStyle(place).fontFamily,
    },
    grid: { vertLines: { visible: false }, horzLines: { color: line } },
    rightPriceScale: { borderVisible: false },
    timeScale: { borderColor: line },
    localization: { locale: "en-GB" },
    // The page scrolls with the wheel, and with one finger up or down.
    handleScroll: { mouseWheel: false, vertTouchDrag: false },
    handleScale: { mouseWheel: false },
  };
}

function addVolume(chart: IChartApi, sessions: Sessions, colours: Palette): void {
  const volume = chart.addSeries(HistogramSeries, {
    priceScaleId: "",
    priceFormat: { type: "volume" },
    lastValueVisible: false,
    priceLineVisible: false,
  });
  volume.priceScale().applyOptions({ scaleMargins: { top: 0.86, bottom: 0 } });
  volume.setData(volumeData(sessions, colours));
}

function addCandles(chart: IChartApi, sessions: Sessions, { up, down }: Palette) {
  const candles = chart.addSeries(CandlestickSeries, {
    upColor: up,
    downColor: down,
    wickUpColor: up,
    wickDownColor: down,
    borderVisible: false,
    priceLineVisible: false,
    lastValueVisible: false,
  });
  candles.priceScale().applyOptions({ scaleMargins: { top: 0.08, bottom: 0.18 } });
  candles.setData(candleData(sessions));
  return candles;
}

function addFan(
  chart: IChartApi,
  candles: ReturnType<typeof addCandles>,
  points: readonly FanPoint[],
  { model, naive }: Palette,
): void {
  const options = { priceLineVisible: false, lastValueVisible: false };
  const fan = chart.addCustomSeries<FanData, FanOptions>(new FanSeries({ model, naive }), options);
  fan.setData(points.map((point) => ({ time: point.date, ...point })));
  // Values on the axis alone: a title would cover the fan.
  const mark = (price: number, color: string) =>
    candles.createPriceLine({ price, color, axisLabelVisible: true, lineVisible: false });
  const last = points.at(-1)!;
  mark(last.naive, naive);
  for (const price of last.range ?? []) mark(price, model);
}

function heightFor(width: number): number {
  return width < NARROW ? NARROW_HEIGHT : WIDE_HEIGHT;
}
