import type { TestForecasts } from "@lstm-predict/api/schemas";
import uPlot from "uplot";
import { linePlot } from "../charts/line-plot.ts";
import { testSpanData, testSpanOptions, type View } from "../charts/test-span.ts";
import { choice } from "../elements/choice.ts";
import { type Child, h } from "../elements/dom.ts";
import { table, tableBehind } from "../elements/table.ts";
import { change, NONE, price } from "../wording/numbers.ts";
import { type Day, describeTest } from "../wording/test-span.ts";

const VIEWS: Record<View, string> = { price: "price", change: "change of the day" };
const SPANS = { all: "all", last: "last 60" };
const LAST = 60;

/** What the model said of days it had not seen, beside what came and naive. */
export function testSpanPanel({ days }: TestForecasts, signal: AbortSignal): Child[] {
  if (days.length === 0) {
    return [
      h(
        "p",
        {},
        "This model was imported, or trained before the forecasts of its test span were kept. Those of a new training are shown here.",
      ),
    ];
  }
  let view: View = "change";
  let shown: readonly Day[] = days;
  const place = h("div", { class: "chart", "aria-hidden": "true" });
  const text = h("figcaption", { "aria-live": "polite" }, describeTest(shown));
  const toDate = (seconds: number) => uPlot.tzDate(new Date(seconds * 1000), "Etc/UTC");
  const plot = linePlot(
    place,
    (colours) => ({
      options: testSpanOptions(colours, getComputedStyle(place).fontFamily, view, toDate),
      data: testSpanData(shown, view),
    }),
    signal,
  );
  return [
    h(
      "div",
      { class: "choices" },
      choice("Show", VIEWS, view, (value) => {
        view = value;
        plot.redraw();
      }),
      choice("Days", SPANS, "all", (value) => {
        shown = value === "all" ? days : days.slice(-LAST);
        text.textContent = describeTest(shown);
        plot.redraw();
      }),
    ),
    h("figure", {}, place, text),
    tableBehind("Every day as a table", () => daysTable(days)),
  ];
}

function daysTable(days: readonly Day[]): HTMLElement {
  return table(
    "Forecasts of the test span, newest first",
    ["day", "actual", "forecast", "naive", "90 % from", "to", "held", "change"],
    days.toReversed().map(({ date, actual, prediction, naive, intervals }) => {
      const [lower, upper] = intervals["90"] ?? [undefined, undefined];
      const held = lower === undefined ? NONE : lower <= actual && actual <= upper ? "yes" : "no";
      const prices = [actual, prediction, naive, lower, upper].map(price);
      return { head: date, cells: [...prices, held, change(actual / naive - 1)] };
    }),
  );
}
