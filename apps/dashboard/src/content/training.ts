import type { ModelCard } from "@lstm-predict/api-client";
import { describeTraining, formatNumber } from "@lstm-predict/reports/wording";
import { IMPORTED } from "./imported.ts";
import type { Missing, Table } from "./types.ts";

export type Training = NonNullable<ModelCard["training"]>;

export interface TrainingContent {
  training: Training;
  caption: string;
}

/** Loss, validation loss and learning rate by epoch. */
export function trainingContent({ training }: ModelCard): Missing | TrainingContent {
  if (!training) return IMPORTED;
  const { history, epochs, seconds, bestEpoch } = training;
  if (history.length === 0) return { missing: "This model kept no history of its training." };
  const bestValLoss = history.find(({ epoch }) => epoch === bestEpoch)?.valLoss;
  return { training, caption: describeTraining({ epochs, seconds, bestEpoch, bestValLoss }) };
}

export function epochsTable({ history, bestEpoch }: Training): Table {
  return {
    caption: "Training by epoch",
    columns: ["epoch", "loss", "validation loss", "learning rate"],
    rows: history.map(({ epoch, loss, valLoss, learningRate }) => ({
      head: String(epoch),
      cells: [formatNumber(loss, 4), formatNumber(valLoss, 4), learningRate.toExponential(1)],
      strong: epoch === bestEpoch,
    })),
  };
}
