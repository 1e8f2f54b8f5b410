import { parseSymbol } from "@lstm-predict/bars";
import { fixed, percent } from "@lstm-predict/reports";
import {
  type LiveScores,
  readFleetMonitor,
  readOverview,
  type Summary,
  scoreSymbol,
} from "@lstm-predict/track-record";
import { withTrackRecord } from "../../settings/track-record.ts";
import { plainTable } from "../../terminal/plain-table.ts";
import type { Terminal } from "../../terminal/terminal.ts";

interface ScoreFlags {
  symbol?: string;
  by: "version" | "month";
  horizon: number;
  json?: boolean;
}

/** Scores what was settled: a line for each symbol, or for each version or month of one. */
export async function score(terminal: Terminal, flags: ScoreFlags): Promise<void> {
  const { symbol, horizon, json } = flags;
  const lines =
    symbol === undefined ? await allLines(horizon) : await symbolLines(parseSymbol(symbol), flags);
  const fleet = symbol === undefined && lines.length > 1 ? await fleetMonitor(horizon) : undefined;
  if (json) return terminal.json({ horizon, scores: lines, ...(fleet && { fleet }) });
  if (lines.length === 0)
    return terminal.result("Nothing is settled yet: run pnpm record after the next close.");
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
  if (fleet) table.push(["all together", "", "", "", "", "", "", "", alarmOf(fleet) || "-"]);
  terminal.result(
    `${table}\n\nOf forecasts as issued. MASE below 1 is better than "tomorrow = today"; p of that by chance.`,
  );
}

interface Line {
  name: string;
  scores: LiveScores;
  beside: Summary["beside"];
  monitor: Summary["monitor"] | undefined;
}

async function allLines(horizon: number): Promise<Line[]> {
  const summaries = await withTrackRecord((record) => readOverview(record, { horizon }));
  return summaries.map(({ symbol, scores, beside, monitor }) => ({ name: symbol, scores, beside, monitor }));
}

/** What the monitor sees in all symbols together: what moves each of them too little to be seen. */
function fleetMonitor(horizon: number): Promise<Summary["monitor"]> {
  return withTrackRecord((record) => readFleetMonitor(record, { horizon }));
}

async function symbolLines(symbol: string, { by, horizon }: ScoreFlags): Promise<Line[]> {
  const grouping = by === "month" ? "month" : "forecaster";
  const groups = await withTrackRecord((record) => scoreSymbol(record, symbol, grouping, { horizon }));
  return groups.map(({ group, scores }) => ({ name: group, scores, beside: {}, monitor: undefined }));
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
