import { fixed } from "./format.ts";
import { plainTable } from "./plain-table.ts";
import type { ScoreTable } from "./scoring.ts";
import type { Terminal } from "./terminal.ts";

const COLUMNS = ["R2", "MAE", "RMSE", "MAPE %", "MASE", "direction", "days"];

/** Train, validation and test x model, naive and drift: the model's scores never stand alone. */
export function scoreTable(terminal: Terminal, scores: ScoreTable): string {
  const table = plainTable(["", "", ...COLUMNS], ["left", "left", ...COLUMNS.map(() => "right" as const)]);
  for (const [split, forecasts] of Object.entries(scores)) {
    for (const [name, s] of Object.entries(forecasts)) {
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
