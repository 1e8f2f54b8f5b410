import type { IntervalsByLevel, LevelName } from "@lstm-predict/forecasts";
import { price } from "@lstm-predict/reports";
import { BrailleCanvas } from "./braille.ts";

/** What a fan chart draws. */
export interface FanChartData {
  /** The days before the forecast, oldest first. */
  history: readonly { date: string; close: number }[];
  forecast: { date: string; prediction: number; intervals?: IntervalsByLevel | undefined };
}

/** Size and colour of a fan chart. */
export interface FanChartOptions {
  columns?: number;
  lines?: number;
  /** Colours the text of the fan; default: unchanged. */
  paint?: (text: string) => string;
}

const FAN_COLUMNS = 9;
/** Room for the first and the last date below the line; a narrower chart is not drawn. */
const MIN_LINE_COLUMNS = 22;
/** Lines from one label of the axis to the next. */
const LABEL_EVERY = 4;

/** Which dots of an interval to draw: fewer for wider intervals, so that they are fainter. */
const SHADES: [LevelName, (x: number, y: number) => boolean][] = [
  ["50", () => true],
  ["80", (x, y) => (x + y) % 2 === 0],
  ["90", (x, y) => x % 2 === 0 && y % 2 === 0],
  ["95", (x, y) => x % 4 === 0 && y % 2 === 0],
];

/**
 * Draws closes as a line and the forecast as a fan, in braille characters. The fan opens from the last close to the intervals
 * of the next, with the square root of time; an arrow marks the point forecast.
 */
export function fanChart(data: FanChartData, options: FanChartOptions = {}): string {
  const { columns = 80, lines = 16, paint = (text: string) => text } = options;
  const { history, forecast } = data;
  const { low, high } = range(data);
  const labels = Array.from({ length: lines }, (_, line) =>
    line % LABEL_EVERY === 0 || line === lines - 1 ? price(high - (line / (lines - 1)) * (high - low)) : "",
  );
  const labelWidth = Math.max(...labels.map((label) => label.length));
  // Besides the fan, a line has a space, the axis and the arrow.
  const lineColumns = Math.max(columns - labelWidth - FAN_COLUMNS - 3, MIN_LINE_COLUMNS);
  const dots = 4 * lines - 1;
  const at = (value: number) => Math.round(((high - value) / (high - low)) * dots);

  const past = new BrailleCanvas(lineColumns, lines);
  const x = (day: number) => Math.round((day / Math.max(1, history.length - 1)) * (past.width - 1));
  history.forEach(({ close }, day) => {
    const before = history[day - 1];
    if (before) past.line(x(day - 1), at(before.close), x(day), at(close));
    else past.set(x(day), at(close));
  });
  const fan = forecast.intervals
    ? drawFan(history.at(-1)!.close, forecast.intervals, lines, at)
    : new BrailleCanvas(FAN_COLUMNS, lines);

  const arrow = Math.floor(at(forecast.prediction) / 4);
  const fanLines = fan.toLines();
  const body = past
    .toLines()
    .map(
      (line, k) =>
        `${labels[k]!.padStart(labelWidth)} ${labels[k] ? "┤" : "│"}${line}${paint(fanLines[k]! + (k === arrow ? "◂" : ""))}`,
    );
  return [...body, axis(data, labelWidth, lineColumns)].join("\n");
}

function drawFan(
  close: number,
  intervals: IntervalsByLevel,
  lines: number,
  at: (value: number) => number,
): BrailleCanvas {
  const fan = new BrailleCanvas(FAN_COLUMNS, lines);
  for (let x = 0; x < fan.width; x++) {
    const open = Math.sqrt((x + 1) / fan.width);
    for (const [level, shows] of SHADES) {
      const [bottom, top] = intervals[level].map((bound) => at(close * (bound / close) ** open));
      for (let y = top!; y <= bottom!; y++) if (shows(x, y)) fan.set(x, y);
    }
  }
  return fan;
}

/** Lowest and highest price of the chart; if they are equal, one percent below and above. */
function range({ history, forecast: { prediction, intervals } }: FanChartData) {
  const values = [
    ...history.map(({ close }) => close),
    prediction,
    ...(intervals ? Object.values(intervals).flat() : []),
  ];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return low < high ? { low, high } : { low: 0.99 * low, high: 1.01 * high };
}

/** The dates below the chart: first and last day below the line, the forecast day below the fan. */
function axis({ history, forecast }: FanChartData, labelWidth: number, lineColumns: number): string {
  const [first, last] = [history[0]!.date, history.at(-1)!.date];
  const gap = lineColumns - first.length - last.length - 1;
  return `${" ".repeat(labelWidth + 2)}${first}${" ".repeat(Math.max(1, gap))}${last} ${forecast.date}`;
}
