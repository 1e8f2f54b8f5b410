import type { SymbolBars } from "@lstm-predict/api-client";
import { fade, type Palette } from "./palette.ts";

type Sessions = SymbolBars["sessions"];

/** Candles by date, for Lightweight Charts. */
export function candleData(sessions: Sessions) {
  return sessions.map(({ date, open, high, low, close }) => ({ time: date, open, high, low, close }));
}

/** Volumes by date, in the pale colour of their candle. */
export function volumeData(sessions: Sessions, { up, down }: Pick<Palette, "up" | "down">) {
  return sessions.map(({ date, open, close, volume }) => ({
    time: date,
    value: volume,
    color: fade(close >= open ? up : down, 0.3),
  }));
}

/** In CSS pixels: a fan of one session is wider than its slot, and the price axis takes about as much. */
const FAN_ROOM = 24;
const AXIS_ROOM = 60;

/**
 * The range of the time scale that shows the last `count` of `sessions` candles, in slots from 0.
 *
 * The `fan` slots after the last candle, and room for what is wider than a slot, are shown too.
 * `width` is that of the chart in CSS pixels.
 */
export function visibleRange(
  sessions: number,
  count: number,
  width: number,
  fan: number,
): { from: number; to: number } {
  const room = count * (FAN_ROOM / (width - AXIS_ROOM - FAN_ROOM));
  return { from: sessions - count - 0.5, to: sessions - 0.5 + (fan > 0 ? fan + room : 0) };
}
