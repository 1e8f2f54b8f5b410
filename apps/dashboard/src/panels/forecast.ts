import type { ForecastContent, Tile } from "../content/forecast.ts";
import { type Child, h } from "../elements/dom.ts";
import { warnings } from "../elements/messages.ts";
import { table } from "../elements/table.ts";

/** The forecast in words and numbers; what is not of the first glance unfolds. */
export function renderForecast(content: ForecastContent): Child[] {
  const [range, ...others] = content.sentences;
  return [
    ...warnings(content.warnings),
    h("p", { class: "lead" }, content.lead),
    h("dl", { class: "tiles" }, ...content.tiles.map(tile)),
    range !== undefined && h("p", {}, range),
    h(
      "details",
      {},
      h("summary", {}, "Up or down? And all intervals"),
      ...others.map((sentence) => h("p", {}, sentence)),
      content.intervals && table(content.intervals),
    ),
  ];
}

function tile({ kind, name, value, note }: Tile): HTMLElement {
  return h(
    "div",
    { class: `tile ${kind}` },
    h("dt", {}, name),
    h("dd", { class: "value" }, value),
    h("dd", {}, note),
  );
}
