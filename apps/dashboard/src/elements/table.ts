import { type Child, h } from "./dom.ts";

export interface TableRow {
  head: Child;
  cells: Child[];
  /** Marks the row that the page is about. */
  strong?: boolean;
}

/** A table with a caption, heads of rows and columns; it scrolls by itself where it is wider than the page. */
export function table(caption: string, columns: string[], rows: TableRow[]): HTMLElement {
  return h(
    "div",
    { class: "scroll", tabindex: 0, role: "region", "aria-label": caption },
    h(
      "table",
      {},
      h("caption", {}, caption),
      h("thead", {}, h("tr", {}, ...columns.map((name) => h("th", { scope: "col" }, name)))),
      h(
        "tbody",
        {},
        ...rows.map(({ head, cells, strong }) =>
          h(
            "tr",
            { class: strong && "strong" },
            h("th", { scope: "row" }, head),
            ...cells.map((cell) => h("td", {}, cell)),
          ),
        ),
      ),
    ),
  );
}

/** A table that is made when it is opened: the text alternative of a chart. */
export function tableBehind(label: string, make: () => HTMLElement): HTMLElement {
  const details = h("details", {}, h("summary", {}, label));
  details.addEventListener("toggle", () => details.append(make()), { once: true });
  return details;
}

/** Names and values, one under the other. */
export function facts(entries: Record<string, Child>): HTMLElement {
  return h(
    "dl",
    { class: "facts" },
    ...Object.entries(entries).flatMap(([name, value]) =>
      value === undefined ? [] : [h("div", {}, h("dt", {}, name), h("dd", {}, value))],
    ),
  );
}
