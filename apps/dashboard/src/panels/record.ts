import type { SymbolRecord } from "@lstm-predict/api-client";
import { heldDaysData, heldDaysOptions } from "../charts/held-days.ts";
import { linePlot } from "../charts/line-plot.ts";
import {
  besideTable,
  issuedTable,
  missedSentence,
  promiseBar,
  type RecordContent,
  scoresTable,
} from "../content/record.ts";
import { type Child, h } from "../elements/dom.ts";
import { warnings } from "../elements/messages.ts";
import { foldedTable, table } from "../elements/table.ts";
import { coverageBar } from "./coverage.ts";

/** Height of the chart of the last days: it stands on the first screen, in CSS pixels. */
const HEIGHT = 140;

/** How often the issued intervals were right, with the last days; the chart ends with `signal`. */
export function renderRecord(content: RecordContent, signal: AbortSignal): Child[] {
  const { days, lead, warning } = content;
  const place = h("div", { class: "chart small", "aria-hidden": "true" });
  linePlot(
    place,
    (colours) => ({
      options: heldDaysOptions(days, colours, getComputedStyle(place).fontFamily),
      data: heldDaysData(days),
    }),
    signal,
    HEIGHT,
  );
  return [
    ...warnings([warning]),
    h("p", { class: "lead" }, lead),
    h("div", { class: "bars", "aria-hidden": "true" }, coverageBar(promiseBar(content))),
    h(
      "figure",
      {},
      place,
      h(
        "figcaption",
        { class: "legend" },
        h("span", { class: "held" }, "held"),
        h("span", { class: "missed" }, "missed"),
        h("span", { class: "band" }, "90 % interval as issued"),
      ),
    ),
    h("p", { class: "quiet" }, missedSentence(days)),
  ];
}

/** The record at length: by version, by month, beside other forecasters, and every day. */
export function renderRecordTables({ versions, months, beside, days, horizon }: SymbolRecord): Child[] {
  const byVersion = versions.map(({ version, scores }) => [version, scores] as [string, typeof scores]);
  const byMonth = months.map(({ month, scores }) => [month, scores] as [string, typeof scores]);
  return [
    Object.keys(beside).length > 0 && table(besideTable(beside)),
    byVersion.length === 0 && h("p", {}, "The first forecast on record is open: its close has not come."),
    byVersion.length > 0 && table(scoresTable("By version of the model, newest first", "version", byVersion)),
    byMonth.length > 0 &&
      foldedTable("By month, as a table", () => scoresTable("By month, newest first", "month", byMonth)),
    foldedTable("Every forecast as a table", () => issuedTable(days)),
    h(
      "p",
      { class: "soft" },
      "Scores are of forecasts as issued: nothing is computed afterwards. A monitor adds up the misses; while the intervals hold nine days in ten, it raises on average at most one false alarm in 2,520 sessions, and it needs some 80 days to see that they hold only eight.",
      horizon > 1 &&
        ` Forecasts over ${horizon} sessions overlap: the monitor takes one in ${horizon}, which do not, and scores need ${horizon} times as many days.`,
    ),
  ];
}
