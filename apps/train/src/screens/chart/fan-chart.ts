import type { IntervalsByLevel, LevelName } from "@lstm-predict/forecasts";
import { price } from "@lstm-predict/reports";
import { BrailleCanvas } from "./braille.ts";

/** What a fan chart draws. */
export interface FanChartData {
  /** The days before the forecast, oldest first. */
  history: readonly { date: string; close: number }[];
  /** The forecast of each session after them, up to the last one to draw. */
  sessions: readonly FanSession[];
}

/** A forecast that the fan goes through. */
interface FanSession {
  targetDate: string;
  prediction: number;
  intervals?: IntervalsByLevel | undefined;
}

/** Size and colour of a fan chart. */
export interface FanChartOptions {
  columns?: number;
  lines?: number;
  /** Colours the text of the fan; default: unchanged. */
  paint?: (text: string) => string;
}

/** The fan of a few sessions; that of more has a column for each. */
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
 * Draws closes as a line and the forecasts as a fan, in braille characters. The fan opens from the last close to the intervals
 * of each session, with the square root of time between two; an arrow marks the point forecast of the last session.
 */
export function fanChart(data: FanChartData, options: FanChartOptions = {}): string {
  const { columns = 80, lines = 16, paint = (text: string) => text } = options;
  const { history, sessions } = data;
  const { low, high } = range(data);
  const labels = Array.from({ length: lines }, (_, line) =>
    line % LABEL_EVERY === 0 || line === lines - 1 ? price(high - (line / (lines - 1)) * (high - low)) : "",
  );
  const labelWidth = Math.max(...labels.map((label) => label.length));
  // Besides line and fan, there are a space, the axis and the arrow.
  const room = columns - labelWidth - 3;
  const fanColumns = Math.max(FAN_COLUMNS, Math.min(sessions.length, room - MIN_LINE_COLUMNS));
  const lineColumns = Math.max(room - fanColumns, MIN_LINE_COLUMNS);
  const dots = 4 * lines - 1;
  const at = (value: number) => Math.round(((high - value) / (high - low)) * dots);

  const past = new BrailleCanvas(lineColumns, lines);
  const x = (day: number) => Math.round((day / Math.max(1, history.length - 1)) * (past.width - 1));
  history.forEach(({ close }, day) => {
    const before = history[day - 1];
    if (before) past.line(x(day - 1), at(before.close), x(day), at(close));
    else past.set(x(day), at(close));
  });
  const fan = new BrailleCanvas(fanColumns, lines);
  drawFan(fan, history.at(-1)!.close, sessions, at);

  const arrow = Math.floor(at(sessions.at(-1)!.prediction) / 4);
  const fanLines = fan.toLines();
  const body = past
    .toLines()
    .map(
      (line, k) =>
        `${labels[k]!.padStart(labelWidth)} ${labels[k] ? "┤" : "│"}${line}${paint(fanLines[k]! + (k === arrow ? "◂" : ""))}`,
    );
  return [...body, axis(data, labelWidth, lineColumns, fanColumns)].join("\n");
}

function drawFan(
  fan: BrailleCanvas,
  close: number,
  sessions: readonly FanSession[],
  at: (value: number) => number,
): void {
  for (let x = 0; x < fan.width; x++) {
    const time = ((x + 1) / fan.width) * sessions.length;
    const before = Math.ceil(time) - 1;
    const [start, end] = [sessions[before - 1]?.intervals, sessions[before]!.intervals];
    if (!end) continue;
    const open = (Math.sqrt(time) - Math.sqrt(before)) / (Math.sqrt(before + 1) - Math.sqrt(before));
    for (const [level, shows] of SHADES) {
      const [bottom, top] = end[level].map((bound, side) => {
        const from = start?.[level][side] ?? close;
        return at(from * (bound / from) ** open);
      });
      for (let y = top!; y <= bottom!; y++) if (shows(x, y)) fan.set(x, y);
    }
  }
}

/** Lowest and highest price of the chart; if they are equal, one percent below and above. */
function range({ history, sessions }: FanChartData) {
  const values = [
    ...history.map(({ close }) => close),
    ...sessions.flatMap(({ prediction, intervals = {} }) => [prediction, ...Object.values(intervals).flat()]),
  ];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return low < high ? { low, high } : { low: 0.99 * low, high: 1.01 * high };
}

/** The dates below the chart: first and last day below the line, the last session at the end of the fan. */
function axis(
  { history, sessions }: FanChartData,
  labelWidth: number,
  lineColumns: number,
  fanColumns: number,
): string {
  const [first, last] = [history[0]!.date, history.at(-1)!.date];
  const gap = " ".repeat(Math.max(1, lineColumns - first.length - last.length - 1));
  const fanGap = " ".repeat(1 + fanColumns - FAN_COLUMNS);
  return `${" ".repeat(labelWidth + 2)}${first}${gap}${last}${fanGap}${sessions.at(-1)!.targetDate}`;
}
