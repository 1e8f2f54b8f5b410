import { aboutTuning, testTable, trialTable, tuningVerdict } from "@lstm-predict/reports";
import { displayPath } from "@lstm-predict/storage";
import type { Tuning } from "@lstm-predict/tuning";
import type { CostFigures } from "../commands/tune/cost.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { showTable } from "./backtest.ts";

/** Renders a tuning: the trials that were computed on all folds, what luck explains, and the verdict. */
export function renderTuning(
  terminal: Terminal,
  tuning: Tuning,
  { seconds, cpuSeconds, folds, kept }: CostFigures,
  files: { winner: string; html: string },
): string {
  const tested = testTable(tuning);
  const file = displayPath(files.winner);
  const use =
    tuning.verdict === "winner"
      ? [`Use it    pnpm train --symbol ${tuning.symbol} --config ${file}`]
      : tuning.best > 0
        ? [`Trial ${tuning.best}, if you want it all the same: ${file}`]
        : [];
  return [
    showTable(trialTable(tuning, ({ state }) => state === "complete")),
    aboutTuning(tuning).join("\n"),
    ...(tested ? [showTable(tested)] : []),
    terminal.style("bold", tuningVerdict(tuning)),
    [
      `Cost      ${duration(seconds)}, ${duration(cpuSeconds)} of computing: ${folds} folds computed, ${kept} kept`,
      ...use,
      `Report    ${displayPath(files.html)}`,
    ].join("\n"),
  ].join("\n\n");
}

/** "45 s", "3 min 20 s". */
function duration(seconds: number): string {
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
