import type { ScoreTable } from "@lstm-predict/evaluation";
import { fixed } from "@lstm-predict/reports";
import { plainTable } from "../terminal/plain-table.ts";
import type { Terminal } from "../terminal/terminal.ts";

const COLUMNS = ["R2", "MAE", "RMSE", "MAPE %", "MASE", "direction", "days"];
/** The forecasters to show; the report has the others. */
const SHOWN = ["model", "naive", "drift"] as const;

/** Renders the scores of model, naive and drift on each split. */
export function renderScores(terminal: Terminal, scores: ScoreTable): string {
  const table = plainTable(["", "", ...COLUMNS], ["left", "left", ...COLUMNS.map(() => "right" as const)]);
  for (const [split, forecasts] of Object.entries(scores)) {
    for (const name of SHOWN) {
      const s = forecasts[name];
      const cells = [
        name === "model" ? split : "",
        name,
        fixed(s.r2, 4),
        fixed(s.mae, 4),
        fixed(s.rmse, 4),
        fixed(s.mape, 3),
        fixed(s.mase, 4),
        Number.isNaN(s.directionalAccuracy) ? "-" : `${fixed(100 * s.directionalAccuracy, 1)} %`,
        String(s.n),
      ];
      table.push(name === "model" ? cells.map((cell) => terminal.style("bold", cell)) : cells);
    }
  }
  return table.toString();
}

const INTERVAL_COLUMNS = [
  "50 %",
  "80 %",
  "90 %",
  "95 %",
  "width %",
  "Winkler",
  "/ constant",
  "/ HAR",
  "CRPS / HAR",
];

/** Renders the scores of the intervals on the test span: coverage by level, width, and ratios to simpler intervals. */
export function renderIntervals(terminal: Terminal, { test }: ScoreTable): string {
  const table = plainTable(
    ["intervals, test", ...INTERVAL_COLUMNS],
    ["left", ...INTERVAL_COLUMNS.map(() => "right" as const)],
  );
  for (const [name, scores] of Object.entries(test)) {
    if (!("intervals" in scores) || !scores.intervals) continue;
    const { intervals, relative } = scores;
    const { width, winkler } = intervals["90"]!;
    const cells = [
      name,
      ...["50", "80", "90", "95"].map((level) => fixed(100 * intervals[level]!.coverage, 1)),
      fixed(width, 2),
      fixed(winkler, 3),
      ...[relative?.winklerToConstant, relative?.winklerToHar, relative?.crpsToHar].map((ratio) =>
        fixed(ratio ?? Number.NaN, 4),
      ),
    ];
    table.push(name === "model" ? cells.map((cell) => terminal.style("bold", cell)) : cells);
  }
  return table.toString();
}

const HORIZON_COLUMNS = ["days", "MASE", "p", "90 %", "width %", "/ constant", "/ HAR", "CRPS / HAR"];

/** Whether a model has scores of later sessions. */
export function hasLater(laterScores: Readonly<Record<string, ScoreTable>>): boolean {
  return Object.keys(laterScores).length > 0;
}

/** Renders the model's scores on the test span by horizon: the error beside naive's, and the 90 % intervals. */
export function renderHorizons(terminal: Terminal, byHorizon: Readonly<Record<string, ScoreTable>>): string {
  const table = plainTable(
    ["sessions ahead, test", ...HORIZON_COLUMNS],
    ["left", ...HORIZON_COLUMNS.map(() => "right" as const)],
  );
  for (const [horizon, { test }] of Object.entries(byHorizon)) {
    const { mase, diebold, intervals, relative, n } = test.model;
    const { coverage, width } = intervals["90"]!;
    table.push([
      terminal.style("bold", horizon),
      String(n),
      fixed(mase, 4),
      fixed(diebold.p, 3),
      fixed(100 * coverage, 1),
      fixed(width, 2),
      ...[relative?.winklerToConstant, relative?.winklerToHar, relative?.crpsToHar].map((ratio) =>
        fixed(ratio ?? Number.NaN, 4),
      ),
    ]);
  }
  return table.toString();
}
