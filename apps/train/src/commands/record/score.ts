import { parseSymbol } from "@lstm-predict/bars";
import { fixed, percent } from "@lstm-predict/reports";
import {
  type LiveScores,
  poolSummaries,
  readFleetMonitor,
  readOverview,
  type Summary,
  scoreSymbol,
} from "@lstm-predict/track-record";
import { withTrackRecord } from "../../settings/track-record.ts";
import { plainTable } from "../../terminal/plain-table.ts";
import type { Terminal } from "../../terminal/terminal.ts";
import { describeAll } from "./all-together.ts";

interface ScoreFlags {
  symbol?: string;
  by: "version" | "month";
  horizon: number;
  json?: boolean;
}

/** Scores what was settled: a line for each symbol and all together, or for each version or month of one. */
export async function score(terminal: Terminal, flags: ScoreFlags): Promise<void> {
  const { symbol, horizon, json } = flags;
  const { lines, all } =
    symbol === undefined ? await allLines(horizon) : await symbolLines(parseSymbol(symbol), flags);
  if (json) return terminal.json({ horizon, scores: lines, ...all });
  if (lines.length === 0) return terminal.result(nothing(horizon));
  const table = plainTable(
    [
      symbol === undefined ? "symbol" : flags.by,
      "days",
      "90 % held",
      "MASE",
      "p",
      "direction",
      "interval",
      "HAR's",
      "alarm",
    ],
    ["left", "right", "right", "right", "right", "right", "right", "right", "left"],
  );
  for (const line of lines) table.push(cellsOf(line));
  const naive = horizon === 1 ? "tomorrow = today" : "the price stays";
  const legend = `Of forecasts as issued. MASE below 1 is better than "${naive}"; p of that by chance.`;
  terminal.result([table, legend, all && describeAll(all.pooled, all.fleet)].filter(Boolean).join("\n\n"));
}

function nothing(horizon: number): string {
  return horizon === 1
    ? "Nothing is settled yet: run pnpm record after the next close."
    : `Nothing is settled yet of forecasts over ${horizon} sessions.`;
}

interface Line {
  name: string;
  scores: LiveScores;
  beside: Summary["beside"];
  monitor: Summary["monitor"] | undefined;
}

async function allLines(horizon: number) {
  return withTrackRecord(async (record) => {
    const summaries = await readOverview(record, { horizon });
    const lines = summaries.map(
      ({ symbol, scores, beside, monitor }): Line => ({ name: symbol, scores, beside, monitor }),
    );
    if (lines.length < 2) return { lines, all: undefined };
    const fleet = await readFleetMonitor(record, { horizon });
    return { lines, all: { pooled: poolSummaries(summaries), fleet } };
  });
}

async function symbolLines(symbol: string, { by, horizon }: ScoreFlags) {
  const grouping = by === "month" ? "month" : "forecaster";
  const groups = await withTrackRecord((record) => scoreSymbol(record, symbol, grouping, { horizon }));
  const lines = groups.map(
    ({ group, scores }): Line => ({ name: group, scores, beside: {}, monitor: undefined }),
  );
  return { lines, all: undefined };
}

function cellsOf({ name, scores, beside, monitor }: Line): string[] {
  const { days, tooFew, coverage, mase, againstNaive, direction, winkler } = scores;
  if (tooFew) return [name, String(days), "too few", "", "", "", "", "", ""];
  const number = (value: number | null | undefined, digits: number) => fixed(value ?? Number.NaN, digits);
  return [
    name,
    String(days),
    percent(coverage["90"].share ?? Number.NaN),
    number(mase, 4),
    number(againstNaive.p, 2),
    percent(direction.share ?? Number.NaN),
    number(winkler, 3),
    beside.har ? number(beside.har.winkler.other, 3) : "",
    monitor ? alarmOf(monitor) : "",
  ];
}

function alarmOf({ tooNarrow, tooWide }: Summary["monitor"]): string {
  const [narrow, wide] = [tooNarrow.alarms.at(-1), tooWide.alarms.at(-1)];
  if (narrow) return `too narrow, ${narrow.date}`;
  if (wide) return `too wide, ${wide.date}`;
  return tooNarrow.isAmber || tooWide.isAmber ? "watch" : "";
}
