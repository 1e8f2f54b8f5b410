import type { SymbolBars, SymbolForecast } from "@lstm-predict/api-client";
import { formatChange, formatCount, formatPrice, formatTime } from "@lstm-predict/reports/wording";
import type { FanPoint } from "../charts/fan.ts";
import type { Table } from "./types.ts";

/** Sessions in a month, three, six and a year. */
export const RANGES = { "22": "1 month", "63": "3 months", "126": "6 months", "252": "1 year" };

const YEAR = 252;
/** Sessions of the table. */
const LAST = 30;

export interface CandlesContent {
  warning: string | undefined;
  caption: string;
  source: string;
}

/** The last bars, and the sessions to come where their forecasts are known. */
export function candlesContent(bars: SymbolBars, forecast: SymbolForecast | undefined): CandlesContent {
  const { sessions, detail, fetchedAt, warning } = bars;
  const requested = fetchedAt === undefined ? "" : `, last requested at ${formatTime(fetchedAt)}`;
  return {
    // Said once where the forecast stands beside the candles.
    warning: forecast?.bars.warning === warning ? undefined : warning,
    caption: `${past(sessions)} ${next(forecast)}`,
    source: `Bars from ${detail}${requested}.`,
  };
}

function past(sessions: SymbolBars["sessions"]): string {
  const year = sessions.slice(-YEAR);
  const [first, last] = [year[0], year.at(-1)];
  if (!first || !last) return "There are no sessions to draw.";
  const low = formatPrice(Math.min(...year.map((session) => session.low)));
  const high = formatPrice(Math.max(...year.map((session) => session.high)));
  const change = formatChange(last.close / first.close - 1);
  return `On ${last.date} the close was ${formatPrice(last.close)}. Over ${year.length} sessions prices ranged from ${low} to ${high}, and the close changed by ${change}.`;
}

function next(forecast: SymbolForecast | undefined): string {
  if (!forecast) return "There is no forecast to draw.";
  const fan = forecast.intervals ? "the shaded fan is the 50, 80, 90 and 95 % intervals, " : "";
  const farthest = Math.max(1, ...(forecast.horizons ?? []).map(({ horizon }) => horizon));
  const which = farthest === 1 ? "is the next session" : `are the next ${farthest} sessions`;
  return `On the right ${which}: ${fan}the solid line is the forecast, the dashed line is naive.`;
}

/** Names and values of one day: a point of the fan, or a session with its change from the one before. */
export function readout(
  sessions: SymbolBars["sessions"],
  fan: readonly FanPoint[],
  date = sessions.at(-1)?.date,
): [name: string, value: string][] {
  const point = fan.find((candidate) => candidate.date === date);
  if (point) return forecastReadout(point);
  const at = sessions.findIndex((session) => session.date === date);
  const session = sessions[at];
  if (!session) return [];
  const before = sessions[at - 1]?.close;
  const change = before === undefined ? "" : ` (${formatChange(session.close / before - 1)})`;
  return [
    ["", session.date],
    ["open", formatPrice(session.open)],
    ["high", formatPrice(session.high)],
    ["low", formatPrice(session.low)],
    ["close", formatPrice(session.close) + change],
    ["volume", formatCount(session.volume)],
  ];
}

function forecastReadout({ date, naive, prediction, range, isDrawn }: FanPoint): [string, string][] {
  // Between the horizons of the forecast, what is drawn is not what the model says to the cent.
  const about = isDrawn ? "about " : "";
  return [
    ["", date],
    ["forecast", about + formatPrice(prediction)],
    ["naive", formatPrice(naive)],
    ...(range ? [["90 %", about + range.map(formatPrice).join(" to ")] as [string, string]] : []),
  ];
}

export function sessionsTable(sessions: SymbolBars["sessions"]): Table {
  return {
    caption: "Last sessions, newest first",
    columns: ["date", "open", "high", "low", "close", "volume"],
    rows: sessions
      .slice(-LAST)
      .reverse()
      .map(({ date, open, high, low, close, volume }) => ({
        head: date,
        cells: [...[open, high, low, close].map(formatPrice), formatCount(volume)],
      })),
  };
}
