import type { SymbolBars, SymbolForecast } from "@lstm-predict/api-client";
import { candleChart } from "../charts/candles.ts";
import { fanOf } from "../charts/fan.ts";
import { type CandlesContent, RANGES, readout, sessionsTable } from "../content/candles.ts";
import { choice } from "../elements/choice.ts";
import { type Child, h } from "../elements/dom.ts";
import { warnings } from "../elements/messages.ts";
import { foldedTable } from "../elements/table.ts";

/** Narrower pages, in CSS pixels, begin with a month. */
const NARROW = 600;

/** The last sessions as candles, and the intervals of those to come as a fan; the chart ends with `signal`. */
export function renderCandles(
  content: CandlesContent,
  { sessions, coming }: SymbolBars,
  forecast: SymbolForecast | undefined,
  signal: AbortSignal,
): Child[] {
  const place = h("div", { class: "chart", "aria-hidden": "true" });
  const range = innerWidth < NARROW ? "22" : "63";
  const fan = forecast ? fanOf(forecast, coming) : [];
  const values = h("p", { class: "readout", "aria-hidden": "true" });
  const show = (date?: string) => values.replaceChildren(...readout(sessions, fan, date).map(pair));
  show();
  const chart = candleChart(place, sessions, fan, Number(range), show, signal);
  return [
    ...warnings([content.warning]),
    h(
      "div",
      { class: "choices" },
      choice("Range", RANGES, range, (value) => chart.show(Number(value))),
      forecast &&
        h(
          "p",
          { class: "legend" },
          h("span", { class: "model" }, "forecast, 50 to 95 %"),
          h("span", { class: "naive" }, "naive"),
        ),
    ),
    values,
    h("figure", {}, place, h("figcaption", {}, content.caption)),
    foldedTable("The last 30 sessions as a table", () => sessionsTable(sessions)),
    h("p", { class: "soft" }, content.source),
  ];
}

function pair([name, value]: [string, string]): HTMLElement {
  return h("span", {}, name, " ", h("b", {}, value));
}
