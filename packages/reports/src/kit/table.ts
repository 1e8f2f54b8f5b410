import { Html, html } from "./html.ts";

type Cell = string | Html | { text: string; best: boolean };

/** Renders a table whose first column names the row; highlights the best cells. */
export function table(heads: readonly string[], ...bodies: readonly (readonly Cell[])[][]): Html {
  return html`<div class="scroll"><table><thead><tr>${heads.map((head) => html`<th>${head}</th>`)}</tr></thead>${bodies.map(
    (rows) => html`<tbody>${rows.map((row) => html`<tr>${row.map(cell)}</tr>`)}</tbody>`,
  )}</table></div>`;
}

const BEST = new Html(' class="better"');

function cell(content: Cell): Html {
  if (typeof content === "string" || content instanceof Html) return html`<td>${content}</td>`;
  return html`<td${content.best && BEST}>${content.text}</td>`;
}
