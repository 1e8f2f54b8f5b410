import uPlot from "uplot";
import { linePlot } from "../charts/line-plot.ts";
import { testSpanData, testSpanOptions } from "../charts/test-span.ts";
import {
  daysOf,
  daysTable,
  QUANTITIES,
  type Quantity,
  SPANS,
  type TestDay,
  testSpanSentence,
} from "../content/test-span.ts";
import { choice } from "../elements/choice.ts";
import { type Child, h } from "../elements/dom.ts";
import { foldedTable } from "../elements/table.ts";

/** Forecast, actual and naive by day, with the 90 % interval as a band; the chart ends with `signal`. */
export function renderTestSpan({ days }: { days: TestDay[] }, signal: AbortSignal): Child[] {
  let quantity: Quantity = "change";
  let shown: readonly TestDay[] = days;
  const place = h("div", { class: "chart", "aria-hidden": "true" });
  const caption = h("figcaption", { "aria-live": "polite" }, testSpanSentence(shown));
  const toDate = (seconds: number) => uPlot.tzDate(new Date(seconds * 1000), "Etc/UTC");
  const plot = linePlot(
    place,
    (colours) => ({
      options: testSpanOptions(colours, getComputedStyle(place).fontFamily, quantity, toDate),
      data: testSpanData(shown, quantity),
    }),
    signal,
  );
  return [
    h(
      "div",
      { class: "choices" },
      choice("Show", QUANTITIES, quantity, (value) => {
        quantity = value;
        plot.redraw();
      }),
      choice("Days", SPANS, "all", (span) => {
        shown = daysOf(days, span);
        caption.textContent = testSpanSentence(shown);
        plot.redraw();
      }),
    ),
    h("figure", {}, place, caption),
    foldedTable("Every day as a table", () => daysTable(days)),
  ];
}
