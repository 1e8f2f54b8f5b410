import type { Table } from "../content/types.ts";
import { h } from "./dom.ts";

/** Tables with at least this many columns are too wide for a phone. */
const WIDE = 6;

/** The class that lays a wide table out on a phone: few rows become columns, many rows take two lines each. */
function phoneLayout(columns: number, rows: number): string {
  if (columns < WIDE) return "";
  return rows <= 3 ? "turns" : "two-lines";
}

/** A table with a caption; it scrolls by itself where it is wider than the page. */
export function table({ caption, columns, rows }: Table): HTMLElement {
  const heads = columns.map((name) => h("th", { scope: "col" }, name));
  const lines = rows.map(({ head, cells, strong }) => {
    const data = cells.map((cell) => h("td", {}, cell));
    return h("tr", { class: strong && "strong" }, h("th", { scope: "row" }, head), ...data);
  });
  return h(
    "div",
    {
      class: `scroll ${phoneLayout(columns.length, rows.length)}`,
      tabindex: 0,
      role: "region",
      "aria-label": caption,
    },
    h(
      "table",
      {},
      h("caption", {}, caption),
      h("thead", {}, h("tr", {}, ...heads)),
      h("tbody", {}, ...lines),
    ),
  );
}

/** The text alternative of a chart: a table that is made when the reader unfolds it. */
export function foldedTable(label: string, make: () => Table): HTMLElement {
  const details = h("details", {}, h("summary", {}, label));
  details.addEventListener("toggle", () => details.append(table(make())), { once: true });
  return details;
}
