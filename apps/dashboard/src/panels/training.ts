import type { ModelCard } from "@lstm-predict/api/schemas";
import { linePlot } from "../charts/line-plot.ts";
import { trainingData, trainingOptions } from "../charts/training.ts";
import { type Child, h } from "../elements/dom.ts";
import { table, tableBehind } from "../elements/table.ts";
import { IMPORTED } from "../wording/imported.ts";
import { fixed } from "../wording/numbers.ts";
import { describeTraining } from "../wording/training.ts";

/** Loss, validation loss and learning rate by epoch. */
export function trainingPanel({ training }: ModelCard, signal: AbortSignal): Child[] {
  if (!training) return [h("p", {}, IMPORTED)];
  if (training.history.length === 0) return [h("p", {}, "This model kept no history of its training.")];
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
    h("figure", {}, place, h("figcaption", {}, describeTraining(training))),
    tableBehind("Every epoch as a table", () =>
      table(
        "Training by epoch",
        ["epoch", "loss", "validation loss", "learning rate"],
        training.history.map(({ epoch, loss, valLoss, learningRate }) => ({
          head: epoch,
          cells: [fixed(loss, 4), fixed(valLoss, 4), learningRate.toExponential(1)],
          strong: epoch === training.bestEpoch,
        })),
      ),
    ),
  ];
}
