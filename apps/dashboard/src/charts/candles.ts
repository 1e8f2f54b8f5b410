import type { SymbolBars, SymbolForecast } from "@lstm-predict/api/schemas";
import { CandlestickSeries, createChart, HistogramSeries, type IChartApi } from "lightweight-charts";
import { fade, palette } from "../theme.ts";
import { keepDrawn } from "./canvas.ts";
import { type Fan, type FanOptions, FanSeries } from "./fan-series.ts";

const WIDE_HEIGHT = 420;
const NARROW_HEIGHT = 320;
const NARROW = 600;
/** The fan is wider than its slot, and the axis takes about so much: both in CSS pixels. */
const FAN_ROOM = 24;
const AXIS_ROOM = 60;

export interface CandleChart {
  /** Shows that many of the last sessions, and tomorrow. */
  show(sessions: number): void;
}

/** Candles with volume, and at their end the forecast of the next session; dragging and pinching move and zoom. */
export function candleChart(
  place: HTMLElement,
  { sessions }: SymbolBars,
  forecast: SymbolForecast | undefined,
  visible: number,
  signal: AbortSignal,
): CandleChart {
  let chart: IChartApi | undefined;
  let shown = visible;
  const show = (count: number) => {
    shown = count;
    const room = count * (FAN_ROOM / (place.clientWidth - AXIS_ROOM - FAN_ROOM));
    const to = sessions.length - 0.5 + (forecast ? 1 + room : 0);
    chart?.timeScale().setVisibleLogicalRange({ from: sessions.length - count - 0.5, to });
  };
  keepDrawn(place, signal, (width, resized) => {
    if (resized && chart) {
      chart.resize(width, heightFor(width));
      return show(shown);
    }
    chart?.remove();
    chart = create(place, width, sessions, forecast);
    show(shown);
  });
  signal.addEventListener("abort", () => chart?.remove(), { once: true });
  return { show };
}

function create(
  place: HTMLElement,
  width: number,
  sessions: SymbolBars["sessions"],
  forecast: SymbolForecast | undefined,
): IChartApi {
  const colours = palette();
  const chart = createChart(place, {
    width,
    height: heightFor(width),
    layout: {
      // Its logo would need a style of its own, which the page's policy forbids; the footer names TradingView.
      attributionLogo: false,
      background: { color: "transparent" },
      textColor: colours.soft,
      fontFamily: getComputedStyle(place).fontFamily,
    },
    grid: { vertLines: { visible: false }, horzLines: { color: colours.line } },
    rightPriceScale: { borderVisible: false },
    timeScale: { borderColor: colours.line },
    localization: { locale: "en-GB" },
    // The page scrolls with the wheel and with one finger up or down.
    handleScroll: { mouseWheel: false, vertTouchDrag: false },
    handleScale: { mouseWheel: false },
  });
  const volume = chart.addSeries(HistogramSeries, {
    ...{
      priceScaleId: "",
      priceFormat: { type: "volume" },
      lastValueVisible: false,
      priceLineVisible: false,
    },
  });
  volume.priceScale().applyOptions({ scaleMargins: { top: 0.86, bottom: 0 } });
  volume.setData(
    sessions.map(({ date, open, close, volume: value }) => ({
      ...{ time: date, value, color: fade(close >= open ? colours.up : colours.down, 0.3) },
    })),
  );
  const candles = chart.addSeries(CandlestickSeries, {
    ...{ upColor: colours.up, downColor: colours.down, borderVisible: false },
    ...{ wickUpColor: colours.up, wickDownColor: colours.down },
    ...{ priceLineVisible: false, lastValueVisible: false },
  });
  candles.priceScale().applyOptions({ scaleMargins: { top: 0.08, bottom: 0.18 } });
  candles.setData(
    sessions.map(({ date, open, high, low, close }) => ({ time: date, open, high, low, close })),
  );
  if (forecast) addForecast(chart, candles, forecast, colours);
  return chart;
}

function addForecast(
  chart: IChartApi,
  candles: ReturnType<IChartApi["addSeries"]>,
  { date, prediction, naive, intervals = {} }: SymbolForecast,
  colours: ReturnType<typeof palette>,
): void {
  const widest = ["95", "90", "80", "50"] as const;
  const fan = chart.addCustomSeries<Fan, FanOptions>(
    new FanSeries({ model: colours.model, naive: colours.naive }),
    {
      ...{ priceLineVisible: false, lastValueVisible: false },
    },
  );
  const bounds = widest.flatMap((level) => (intervals[level] ? [intervals[level]] : []));
  fan.setData([{ time: date, prediction, naive, intervals: bounds }]);
  // Values on the axis alone: a title would cover the fan.
  const mark = (price: number, color: string) =>
    candles.createPriceLine({ price, color, axisLabelVisible: true, lineVisible: false });
  mark(naive, colours.naive);
  for (const bound of intervals["90"] ?? []) mark(bound, colours.model);
}

function heightFor(width: number): number {
  return width < NARROW ? NARROW_HEIGHT : WIDE_HEIGHT;
}
