import { expect, test } from "@jest/globals";
import { describeTestSpan } from "../../src/wording/test-span.ts";
import { describeTraining } from "../../src/wording/training.ts";

test("when a test span is described, then both errors are there, and the interval where there is one", () => {
  const span = { days: 40, from: "2026-01-02", to: "2026-02-27", error: 12.5, naiveError: 2.5 };
  const errors =
    '40 days, 2026-01-02 to 2026-02-27, that nothing was fitted to: the forecast missed the close by 12.50 on average, "tomorrow = today" by 2.5000.';
  expect(describeTestSpan(span)).toBe(errors);
  expect(describeTestSpan({ ...span, inside: 37 })).toBe(
    `${errors} 37 of them (92.5 %) closed inside their 90 % interval.`,
  );
});

test("when a training is described, then its length and the epoch that was kept are there", () => {
  const training = { epochs: 2, bestEpoch: 2, seconds: 18.6, bestValLoss: 0.75456 };
  expect(describeTraining(training)).toBe(
    "2 epochs in 19 s. The weights of epoch 2, with a validation loss of 0.7546, were kept.",
  );
});

test.each([
  [{ epochs: 1, bestEpoch: 1, seconds: 3.21 }, "1 epoch in 3.2 s. The weights of epoch 1 were kept."],
  [
    { epochs: 9, bestEpoch: 4, seconds: 9.96, bestValLoss: null },
    "9 epochs in 10.0 s. The weights of epoch 4, with a validation loss of –, were kept.",
  ],
  [
    { epochs: 2, bestEpoch: 0, seconds: 1.2 },
    "2 epochs in 1.2 s. None had a lower validation loss than the weights that it went on from, which were kept.",
  ],
])("when the training is %j, then: %s", (training, text) => {
  expect(describeTraining(training)).toBe(text);
});
