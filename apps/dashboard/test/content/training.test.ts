import { expect, test } from "@jest/globals";
import { epochsTable, type TrainingContent, trainingContent } from "../../src/content/training.ts";
import { card, importedCard } from "../responses.ts";

const training = card().training!;

test("when the model was imported, then the panel says that its training is not known", () => {
  expect(trainingContent(importedCard())).toEqual({
    missing: expect.stringContaining("This model was imported"),
  });
});

test("when the bundle kept no history, then the panel says so", () => {
  expect(trainingContent(card({ training: { ...training, history: [] } }))).toEqual({
    missing: "This model kept no history of its training.",
  });
});

test("when there is a history, then the caption has the loss of the epoch that was kept", () => {
  const content = trainingContent(card()) as TrainingContent;
  expect(content.training).toEqual(training);
  expect(content.caption).toBe(
    "2 epochs in 19 s. The weights of epoch 2, with a validation loss of 0.7546, were kept.",
  );
});

test("when the history does not have the epoch that was kept, then the caption has no loss", () => {
  const { caption } = trainingContent(card({ training: { ...training, bestEpoch: 9 } })) as TrainingContent;
  expect(caption).toBe("2 epochs in 19 s. The weights of epoch 9 were kept.");
});

test("when epochs are a table, then the one that was kept stands out, and a null loss is a dash", () => {
  const history = [{ ...training.history[0]!, loss: null, valLoss: null }, training.history[1]!];
  expect(epochsTable({ ...training, history }).rows).toEqual([
    { head: "1", cells: ["–", "–", "1.0e-3"], strong: false },
    { head: "2", cells: ["1.0000", "0.7546", "5.0e-4"], strong: true },
  ]);
});
