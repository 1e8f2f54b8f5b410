import type { SymbolRecord, TestForecasts } from "@lstm-predict/api-client";
import {
  formatChange,
  formatNumber,
  formatPercent,
  formatPrice,
  UNKNOWN,
} from "@lstm-predict/reports/wording";
import type { Missing, Table } from "./types.ts";

type Day = SymbolRecord["days"][number];
type Scores = SymbolRecord["scores"];

/** A settled day: changes from the last close. */
export interface SettledDay {
  date: string;
  actual: number;
  lower: number;
  upper: number;
  held: boolean;
}

export interface RecordContent {
  /** Where the days come from: forecasts as issued, or the days that a model was tested on while there are none. */
  source: "record" | "test";
  lead: string;
  warning: string | undefined;
  days: SettledDay[];
  /** Share of the days that held, from 0 to 1, and its 95 % interval. */
  held: { share: number; lower: number | undefined; upper: number | undefined };
}

/** Days in the small chart. */
const SHOWN = 60;
const PROMISE = 0.9;

/** How often the issued 90 % intervals were right: of the record or, before it has a day, of the test span. */
export function recordContent(
  record: SymbolRecord | undefined,
  test: TestForecasts | undefined,
): Missing | RecordContent {
  if (record && record.scores.intervalDays > 0) return ofRecord(record);
  const days = (test?.days ?? []).flatMap((day) => settledDay(day, day.intervals["90"]));
  // Models of version 0.1, and imported ones, have no intervals.
  const bare =
    record && record.scores.days > 0 && "No forecast on record that has met its day had an interval.";
  if (days.length === 0) {
    return {
      missing: bare
        ? `${bare} The record below has their errors.`
        : "No forecast of this symbol has met its day yet. Each forecast that is asked for is recorded, and settled when the close comes.",
    };
  }
  const held = days.filter((day) => day.held).length;
  return {
    source: "test",
    lead: `${bare || "No forecast on record has met its day yet."} In the test, ${held} of ${days.length} days closed inside their 90 % interval: ${formatPercent(held / days.length)}.`,
    warning: undefined,
    days: days.slice(-SHOWN),
    held: { share: held / days.length, lower: undefined, upper: undefined },
  };
}

function ofRecord({ days, scores, monitor, horizon }: SymbolRecord): RecordContent {
  const { right, trials, share, lower, upper } = scores.coverage["90"]!;
  const few = horizon === 1 ? "too few days to tell" : "too few to tell, as they overlap";
  const interval = scores.tooFew
    ? few
    : `95 % interval of that share: ${formatPercent(lower)} to ${formatPercent(upper)}`;
  return {
    source: "record",
    lead: `${right} of ${trials} ${horizon === 1 ? "days" : `forecasts over ${horizon} sessions`} closed inside the 90 % interval as issued: ${formatPercent(share)} (${interval}).`,
    warning: monitorWarning(monitor),
    days: days.flatMap(issuedDay).slice(-SHOWN),
    held: { share: share ?? 0, lower: lower ?? undefined, upper: upper ?? undefined },
  };
}

/** What the monitor has seen; undefined if nothing. */
function monitorWarning({ tooNarrow, tooWide }: SymbolRecord["monitor"]): string | undefined {
  const narrow = tooNarrow.alarms.at(-1);
  const wide = tooWide.alarms.at(-1);
  if (narrow && narrow.date >= (wide?.date ?? ""))
    return `Alarm of ${narrow.date}: the intervals missed more often than one day in ten. A retraining is due.`;
  if (wide)
    return `Alarm of ${wide.date}: the intervals held more often than they promise. They are too wide.`;
  if (tooNarrow.isAmber)
    return "The intervals have missed more often than one day in ten lately. No alarm yet.";
  return undefined;
}

function issuedDay({ actual, naive, date, intervals, late }: Day): SettledDay[] {
  return actual === null || late ? [] : settledDay({ date, actual, naive }, intervals["90"]);
}

function settledDay(
  { date, actual, naive }: { date: string; actual: number; naive: number },
  interval: readonly [number, number] | undefined,
): SettledDay[] {
  if (!interval) return [];
  const [lower, upper] = interval;
  const change = (price: number) => price / naive - 1;
  const held = lower <= actual && actual <= upper;
  return [{ date, actual: change(actual), lower: change(lower), upper: change(upper), held }];
}

/** "Missed: 2025-12-01, 2025-12-09." for those who do not see the chart. */
export function missedSentence(days: readonly SettledDay[]): string {
  const missed = days.filter(({ held }) => !held).map(({ date }) => date);
  const shown = `Of the last ${days.length} days `;
  return missed.length === 0
    ? `${shown}none was missed.`
    : `${shown}these were missed: ${missed.join(", ")}.`;
}

/** The promise as the mark of a bar. */
export function promiseBar({ held }: RecordContent) {
  return {
    promised: PROMISE,
    held: held.share,
    labels: { promised: formatPercent(PROMISE, 0), held: formatPercent(held.share) },
  };
}

/** Scores by version of the model, and by month, newest first. */
export function scoresTable(caption: string, head: string, rows: readonly [string, Scores][]): Table {
  return {
    caption,
    columns: [head, "days", "90 % held", "MASE", "direction", "interval score", "CRPS"],
    rows: rows.toReversed().map(([name, scores]) => ({ head: name, cells: scoreCells(scores) })),
  };
}

function scoreCells({ days, tooFew, coverage, mase, direction, winkler, crps }: Scores): string[] {
  const known = [
    formatPercent(coverage["90"]?.share),
    formatNumber(mase, 4),
    formatPercent(direction.share),
    formatNumber(winkler, 3),
    formatNumber(crps, 3),
  ];
  return [String(days), ...(tooFew ? ["too few", ...known.slice(1).map(() => UNKNOWN)] : known)];
}

/** Forecasters that need no model, by their names in the record. */
export const OTHERS: Record<string, string> = { zeroShot: "zero-shot HAR", har: "HAR" };

/** The served model beside forecasters that need none, on the days of both. */
export function besideTable(beside: SymbolRecord["beside"]): Table {
  return {
    caption: "Beside forecasts without a network, on the same days",
    columns: ["forecaster", "days", "interval score", "of the model", "CRPS", "of the model", "p"],
    rows: Object.entries(beside).map(([name, { days, winkler, crps, comparison }]) => ({
      head: OTHERS[name] ?? name,
      cells: [
        String(days),
        ...[winkler.other, winkler.own, crps.other, crps.own].map((value) => formatNumber(value, 3)),
        formatNumber(comparison.p, 2),
      ],
    })),
  };
}

/** Every day as issued, newest first. */
export function issuedTable(days: readonly Day[]): Table {
  return {
    caption: "Forecasts as issued, newest first",
    columns: ["day", "issued", "forecast", "90 % from", "to", "close", "held"],
    rows: days.toReversed().map(({ date, issuedAt, prediction, intervals, actual, naive }) => {
      const [lower, upper] = intervals["90"] ?? [];
      const inside =
        lower !== undefined && upper !== undefined && actual !== null && lower <= actual && actual <= upper;
      const close = actual === null ? "open" : `${formatPrice(actual)} (${formatChange(actual / naive - 1)})`;
      const held = actual === null || lower === undefined ? UNKNOWN : inside ? "yes" : "no";
      return {
        head: date,
        cells: [
          issuedAt.slice(0, 16).replace("T", " "),
          ...[prediction, lower, upper].map(formatPrice),
          close,
          held,
        ],
      };
    }),
  };
}
