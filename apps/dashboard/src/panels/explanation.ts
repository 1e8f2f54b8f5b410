import { heatRow } from "../charts/heat-row.ts";
import type { ExplanationContent, OutputContent, TermBar } from "../content/explanation.ts";
import { isMissing, type Missing } from "../content/types.ts";
import { type Child, h } from "../elements/dom.ts";
import { failure } from "../elements/messages.ts";
import { foldedTable, table } from "../elements/table.ts";

/** What unfolds to the explanation, which is requested then: it costs more than a forecast. */
export function renderExplanation(request: () => Promise<Missing | ExplanationContent>): Child[] {
  const place = h("div", { "aria-live": "polite" });
  const load = async () => {
    place.replaceChildren(h("p", { class: "soft" }, "Loading …"));
    place.setAttribute("aria-busy", "true");
    const children = await request()
      .then((content) => (isMissing(content) ? [h("p", {}, content.missing)] : explained(content)))
      .catch((error: Error) => [failure(error.message, () => void load())]);
    place.replaceChildren(...children);
    place.removeAttribute("aria-busy");
  };
  const details = h("details", {}, h("summary", {}, "Explain the forecast of the next session"), place);
  details.addEventListener("toggle", () => void load(), { once: true });
  return [
    h(
      "p",
      { class: "lead" },
      "What makes the interval wide or narrow, and what the network used of the days before.",
    ),
    details,
  ];
}

function explained({ width, later, point, outputs, notes }: ExplanationContent): HTMLElement[] {
  return [
    h("h3", {}, "How far: the interval"),
    ...width.sentences.map((sentence) => h("p", {}, sentence)),
    ...(width.bars ? [termTable(width.bars)] : []),
    ...(later ? [foldedTable("The intervals in a week and in a month", () => later)] : []),
    h("h3", {}, "Where: the close"),
    h("p", {}, point),
    ...outputs.flatMap(output),
    ...notes.map((note) => h("p", { class: "soft" }, note)),
  ];
}

/** The terms as a table, whose last column draws them. */
function termTable(bars: readonly TermBar[]): HTMLElement {
  const rows = bars.map(({ name, text, size }) => {
    const fill = h("div", { class: size < 0 ? "less" : "more" });
    fill.style.width = `${50 * Math.abs(size)}%`;
    const bar = h("div", { class: "term", "aria-hidden": "true" }, fill);
    return h("tr", {}, h("th", { scope: "row" }, name), h("td", {}, text), h("td", {}, bar));
  });
  return h(
    "table",
    { class: "terms" },
    h("caption", {}, "Terms of the interval's width: how much wider each makes it"),
    h("tbody", {}, ...rows),
  );
}

function output({ title, sentence, caption, rows, table: sums, days, check }: OutputContent): HTMLElement[] {
  const lines = rows.flatMap((row) => [h("span", {}, row.name), heatRow(row), h("span", {}, row.sum)]);
  return [
    h("h3", {}, title),
    h("p", {}, sentence),
    h(
      "figure",
      {},
      h("div", { class: "heat", "aria-hidden": "true" }, ...lines),
      h("figcaption", {}, caption),
    ),
    table(sums),
    foldedTable("Each day's attributions as a table", days),
    h("p", { class: "soft" }, check),
  ];
}
