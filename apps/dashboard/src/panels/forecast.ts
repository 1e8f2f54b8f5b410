import type { ModelCard, SymbolForecast } from "@lstm-predict/api/schemas";
import { type Child, h } from "../elements/dom.ts";
import { warning } from "../elements/panel.ts";
import { table } from "../elements/table.ts";
import { longDate } from "../wording/dates.ts";
import { direction } from "../wording/direction.ts";
import { keptSince, meaningOf, often } from "../wording/intervals.ts";
import { change, percent, price } from "../wording/numbers.ts";

/** Tomorrow in figures: naive and the model side by side, the intervals, and what neither can know. */
export function forecastPanel([forecast, card]: [SymbolForecast, ModelCard | undefined]): Child[] {
  const { date, asOf, naive, prediction, volatility, intervals = {}, bars, model } = forecast;
  const rows = Object.entries(intervals).map(([level, [lower, upper]]) => ({
    head: `${level} %`,
    cells: [
      price(lower),
      price(upper),
      `${change(lower / naive - 1)} to ${change(upper / naive - 1)}`,
      often(level),
    ],
    strong: level === "90",
  }));
  const kept = keptSince(forecast);
  return [
    warning(bars.warning),
    model.warning !== bars.warning && warning(model.warning),
    h("p", { class: "lead" }, `The close of ${longDate(date)}, as seen after that of ${longDate(asOf)}.`),
    h(
      "dl",
      { class: "tiles" },
      tile("naive", "Naive: tomorrow = today", price(naive), "the forecast to beat"),
      tile("model", "The model", price(prediction), `${change(forecast.return)} from today`),
      intervals["90"] &&
        tile(
          "range",
          "9 days in 10",
          `${price(intervals["90"][0])} – ${price(intervals["90"][1])}`,
          "90 % interval",
        ),
      volatility !== undefined &&
        tile("", "A usual move", `± ${percent(volatility, 2)}`, "volatility of the day"),
    ),
    h("p", {}, meaningOf(forecast)),
    kept === undefined ? undefined : h("p", {}, kept),
    card?.scores ? h("p", {}, direction(card.scores.test)) : undefined,
    rows.length > 0 &&
      table("Where the next close may lie", ["interval", "from", "to", "from today", "should hold"], rows),
  ];
}

function tile(kind: string, name: string, value: string, note: string): HTMLElement {
  return h(
    "div",
    { class: `tile ${kind}` },
    h("dt", {}, name),
    h("dd", { class: "value" }, value),
    h("dd", {}, note),
  );
}
