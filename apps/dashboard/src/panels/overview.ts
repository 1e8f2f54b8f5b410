import type { RecordOverview } from "@lstm-predict/api-client";
import { addressOf } from "../address.ts";
import { sparkline } from "../charts/sparkline.ts";
import { allSymbolsContent } from "../content/all-symbols.ts";
import {
  COLUMNS,
  countSentence,
  matches,
  type Order,
  type OverviewRow,
  overviewCsv,
  type SortKey,
  sortRows,
} from "../content/overview.ts";
import { type Child, h } from "../elements/dom.ts";
import { download } from "../elements/download.ts";
import { renderAllSymbols } from "./all-symbols.ts";

/** All symbols as a table that is searched as one types, and sorts by its columns. `onCompare` gets two chosen symbols. */
export function renderOverview(
  rows: readonly OverviewRow[],
  overview: RecordOverview,
  onCompare: (symbols: [string, string]) => void,
): Child[] {
  let sorted: { key: SortKey; order: Order } = { key: "symbol", order: "ascending" };
  const chosen = new Set<string>();
  const compare = h("button", { type: "button", disabled: true }, "Compare two");
  const choose = (symbol: string, is: boolean) => {
    if (is) chosen.add(symbol);
    else chosen.delete(symbol);
    compare.disabled = chosen.size !== 2;
  };
  const elements = new Map(rows.map((row) => [row, tableRow(row, choose)]));
  // Roles are named, as rows that are grids lose theirs in some browsers.
  const body = h("tbody", { role: "rowgroup" });
  const count = h("p", { role: "status", class: "soft count" });
  const search = h("input", { type: "search", id: "search", placeholder: "AAPL", spellcheck: "false" });
  const heads = COLUMNS.map((column) => head(column, (key) => sort(key)));
  const show = () => {
    const shown = sortRows(rows, sorted.key, sorted.order).filter((row) => matches(row, search.value));
    body.replaceChildren(...shown.map((row) => elements.get(row)!));
    count.textContent = countSentence(shown.length, rows.length);
    for (const [index, { key }] of COLUMNS.entries())
      heads[index]!.setAttribute("aria-sort", key === sorted.key ? sorted.order : "none");
  };
  const sort = (key: SortKey) => {
    const isAgain = key === sorted.key && sorted.order === "ascending";
    sorted = { key, order: isAgain ? "descending" : "ascending" };
    show();
  };
  search.addEventListener("input", show);
  compare.addEventListener("click", () => onCompare([...chosen] as [string, string]));
  const csv = h("button", { type: "button" }, "Download CSV");
  csv.addEventListener("click", () => download("record.csv", "text/csv", overviewCsv(overview)));
  show();
  const [symbolHead, ...otherHeads] = heads;
  const columns = [
    h("th", { scope: "col", role: "columnheader" }, h("span", { class: "quiet" }, "compare")),
    symbolHead!,
    h("th", { scope: "col", role: "columnheader", class: "sparks" }, "60 days"),
    ...otherHeads,
  ];
  return [
    ...renderAllSymbols(allSymbolsContent(overview)),
    h("div", { class: "tools" }, h("label", {}, "Search ", search), compare, csv, count),
    h(
      "div",
      { class: "scroll overview" },
      h(
        "table",
        { role: "table" },
        h("caption", { class: "quiet" }, "All symbols"),
        h("thead", { role: "rowgroup" }, h("tr", { role: "row" }, ...columns)),
        body,
      ),
    ),
  ];
}

function head(column: (typeof COLUMNS)[number], onSort: (key: SortKey) => void): HTMLElement {
  const button = h("button", { type: "button", title: column.hint }, column.name);
  button.addEventListener("click", () => onSort(column.key));
  return h("th", { scope: "col", role: "columnheader", class: "wide" in column && "wide" }, button);
}

function tableRow(row: OverviewRow, choose: (symbol: string, is: boolean) => void): HTMLElement {
  const { symbol, isServed, cells, held, alarm, recent } = row;
  const box = h("input", { type: "checkbox", "aria-label": `compare ${symbol}`, disabled: !isServed });
  box.addEventListener("change", () => choose(symbol, box.checked));
  const marks: Partial<Record<SortKey, Child>> = {
    change:
      held === null ? undefined : h("span", { class: held ? "held" : "missed" }, held ? " held" : " missed"),
  };
  const data = COLUMNS.flatMap((column) => {
    if (column.key === "symbol") return [];
    const kind = ["wide" in column && "wide", column.key === "alarm" && alarm].filter(Boolean).join(" ");
    return h("td", { class: kind, role: "cell" }, cells[column.key], marks[column.key]);
  });
  return h(
    "tr",
    { role: "row" },
    h("td", { role: "cell" }, box),
    h(
      "th",
      { scope: "row", role: "rowheader" },
      isServed
        ? h("a", { href: addressOf({ kind: "symbol", symbol }), "data-view": true, title: symbol }, symbol)
        : h("span", { title: `${symbol}: no longer served` }, symbol),
    ),
    h("td", { class: "sparks", role: "cell" }, sparkline(recent)),
    ...data,
  );
}
