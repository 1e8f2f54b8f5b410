import { type Comparison, isBest, show } from "@lstm-predict/reports";
import { headOf, idealOf } from "@lstm-predict/tracking";
import { plainTable } from "../terminal/plain-table.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** Marks the best of a column, also without colour. */
const BEST = "<";

/** Renders a comparison: scores side by side, then the settings that differ. */
export function renderComparedRuns(terminal: Terminal, comparison: Comparison): string {
  const parts = [renderScoreColumns(terminal, comparison), legend(comparison)];
  if (comparison.differing.length > 0) parts.push(renderSettings(comparison));
  else if (comparison.runs.length > 1) parts.push("All settings are the same.");
  return parts.join("\n\n");
}

function renderScoreColumns(terminal: Terminal, comparison: Comparison): string {
  const { runs, metrics } = comparison;
  const table = plainTable(
    ["", "", "symbol", "run", "status", ...metrics.map((metric) => `${headOf(metric)}  `)],
    [...(["right", "left", "left", "left", "left"] as const), ...metrics.map(() => "right" as const)],
  );
  for (const run of runs) {
    const { number, champion, symbol, name, status } = run;
    const scores = metrics.map((metric) => {
      const text = show(metric, run);
      return isBest(comparison, metric, run)
        ? terminal.style(["bold", "green"], `${text} ${BEST}`)
        : `${text}  `;
    });
    table.push([String(number), champion ? "*" : "", symbol, name, status.toLowerCase(), ...scores]);
  }
  return table.toString();
}

function legend({ metric, sameBars }: Comparison): string {
  const lines = [
    `${BEST} is the best of a column, * is served; ordered by ${metric}: ${idealOf(metric)}`,
    'MASE and RMSSE are errors over those of "tomorrow = today", W (Winkler) and CRPS over those of other intervals: below 1 is better.',
  ];
  if (!sameBars) lines.push("These runs saw different bars, so their test spans are not the same days.");
  return lines.join("\n");
}

function renderSettings({ runs, differing }: Comparison): string {
  const table = plainTable(
    ["", "what differs", ...differing],
    ["right", "left", ...differing.map(() => "right" as const)],
  );
  for (const { number, name, settings } of runs) {
    table.push([String(number), name, ...differing.map((key) => settings[key] ?? "-")]);
  }
  return table.toString();
}
