import { type Html, html } from "../kit/html.ts";
import { table } from "../kit/table.ts";
import type { BacktestTable } from "./tables.ts";

/** Renders a table that may be wider than the text. */
export function wide({ heads, rows }: BacktestTable): Html {
  return html`<div class="wide-table">${table(heads, rows)}</div>`;
}
