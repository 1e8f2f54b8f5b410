import type { ForecastContent, Tile } from "../content/forecast.ts";
import { type Child, h } from "../elements/dom.ts";
import { warnings } from "../elements/messages.ts";
import { table } from "../elements/table.ts";

export function renderForecast(content: ForecastContent): Child[] {
  return [
    ...warnings(content.warnings),
    h("p", { class: "lead" }, content.lead),
    h("dl", { class: "tiles" }, ...content.tiles.map(tile)),
    ...content.sentences.map((sentence) => h("p", {}, sentence)),
    content.intervals && table(content.intervals),
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
