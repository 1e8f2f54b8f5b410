import { expect, test } from "@jest/globals";
import {
  type DirectionJudgement,
  type DirectionScores,
  directionVerdict,
  judgeDirection,
} from "../../src/wording/direction.ts";

const SCORES: DirectionScores = { accuracy: 0.538, interval: [0.48, 0.59], driftAccuracy: 0.538 };

test.each<[Partial<DirectionScores>, string]>([
  [
    {},
    "A coin toss: the model had the direction right on 53.8 % of the test days, and the 95 % interval of that share, 48 % to 59 %, includes half.",
  ],
  [{ interval: [0.4, 0.49] }, "A coin is better"],
  [{ interval: [0.51, 0.6] }, "No better than saying the same every day"],
  [{ interval: [0.51, 0.6], accuracy: 0.56 }, "A little better than a coin"],
  [{ interval: undefined }, "Half would be a coin toss"],
  [{ accuracy: null }, "How often the model had the direction right is not known."],
])("when the scores are %j, then: %s", (scores, text) => {
  expect(directionVerdict({ ...SCORES, ...scores })).toContain(text);
});

test.each<[Partial<DirectionScores>, DirectionJudgement]>([
  [{ accuracy: Number.NaN }, "unknown"],
  [{ interval: [null, null] }, "untested"],
  [{ interval: [Number.NaN, Number.NaN] }, "untested"],
  [{ interval: [0.4, 0.4999] }, "worse"],
  [{ interval: [0.4, 0.5] }, "coin"],
  [{ interval: [0.5, 0.6] }, "coin"],
  [{ interval: [0.501, 0.6] }, "drift"],
  [{ interval: [0.501, 0.6], driftAccuracy: 0.5379 }, "better"],
  [{ interval: [0.501, 0.6], driftAccuracy: null }, "better"],
])("when the scores are %j, then the judgement is %s", (scores, judgement) => {
  expect(judgeDirection({ ...SCORES, ...scores })).toBe(judgement);
});
