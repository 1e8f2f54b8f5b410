import { linePlot } from "../charts/line-plot.ts";
import { trainingData, trainingOptions } from "../charts/training.ts";
import { epochsTable, type TrainingContent } from "../content/training.ts";
import { type Child, h } from "../elements/dom.ts";
import { foldedTable } from "../elements/table.ts";

/** Losses and learning rate by epoch; the chart ends with `signal`. */
export function renderTraining({ training, caption }: TrainingContent, signal: AbortSignal): Child[] {
  const place = h("div", { class: "chart", "aria-hidden": "true" });
  linePlot(
    place,
    (colours) => ({
      options: trainingOptions(training, colours, getComputedStyle(place).fontFamily),
      data: trainingData(training),
    }),
    signal,
  );
  return [
    h("figure", {}, place, h("figcaption", {}, caption)),
    foldedTable("Every epoch as a table", () => epochsTable(training)),
  ];
}
