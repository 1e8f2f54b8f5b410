import type { SymbolBars, SymbolForecast } from "@lstm-predict/api/schemas";
import { formatChange, formatCount, formatPrice, formatTime } from "@lstm-predict/reports/wording";
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

/** The last bars, and tomorrow where its forecast is known. */
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
  const fan = forecast.intervals ? "the shaded boxes are the 50, 80, 90 and 95 % intervals, " : "";
  return `On the right is the next session: ${fan}the solid line is the forecast, the dashed line is naive.`;
}

/** Names and values of one day: the forecast of the next session, or a session with its change from the one before. */
export function readout(
  sessions: SymbolBars["sessions"],
  forecast: SymbolForecast | undefined,
  date = sessions.at(-1)?.date,
): [name: string, value: string][] {
  if (date !== undefined && date === forecast?.date) return forecastReadout(forecast);
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

function forecastReadout({ date, naive, prediction, intervals }: SymbolForecast): [string, string][] {
  const range = intervals?.["90"];
  return [
    ["", date],
    ["forecast", formatPrice(prediction)],
    ["naive", formatPrice(naive)],
    ...(range ? [["90 %", range.map(formatPrice).join(" to ")] as [string, string]] : []),
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
