import { expect, test } from "@jest/globals";
import {
  describeInterval,
  describeTracked,
  frequencyOf,
  type TrackedDays,
} from "../../src/wording/intervals.ts";

test("when a forecast has an interval, then it is described in prices and from the last close", () => {
  expect(describeInterval([196, 205], 200)).toBe(
    "Nine days in ten should close between 196.00 and 205.00: 2.0 % below to 2.5 % above the last close. One in ten does not.",
  );
  expect(describeInterval([150, 190], 200)).toContain(": 25.0 % below to 5.0 % below the last close.");
  expect(describeInterval(undefined, 200)).toBe("This model has no error bar: train it again to get one.");
});

test.each([
  ["50", "1 day in 2"],
  ["80", "4 days in 5"],
  ["90", "9 days in 10"],
  ["95", "19 days in 20"],
  ["99", "99 days in 100"],
])("when the level is %s, then the close should lie inside on %s", (level, text) => {
  expect(frequencyOf(level)).toBe(text);
});

test.each<[TrackedDays, string | undefined]>([
  [{ days: 0, inside: 0, sinceTraining: true }, undefined],
  [
    { days: 1, inside: 0, from: "2026-01-02", sinceTraining: true },
    "One day has passed since the training: it closed outside its 90 % interval.",
  ],
  [
    { days: 1, inside: 1, from: "2026-01-02", sinceTraining: true },
    "One day has passed since the training: it closed inside its 90 % interval.",
  ],
  [{ days: 1, inside: 1, sinceTraining: false }, "The last day closed inside its 90 % interval."],
  [
    { days: 40, inside: 37, from: "2026-01-02", sinceTraining: true },
    "Of the 40 days since the training, from Friday, 2 January 2026 on, 37 (92.5 %) closed inside their 90 % interval. The interval's width adapts to these days.",
  ],
  [
    { days: 12, inside: 11, from: "2026-01-02", sinceTraining: false },
    "Of the last 12 days, from Friday, 2 January 2026 on, 11 closed inside their 90 % interval. The interval's width adapts to these days.",
  ],
  [
    { days: 19, inside: 19, sinceTraining: true },
    "Of the 19 days since the training, 19 closed inside their 90 % interval. The interval's width adapts to these days.",
  ],
  [
    { days: 20, inside: 18, sinceTraining: true },
    "Of the 20 days since the training, 18 (90.0 %) closed inside their 90 % interval. The interval's width adapts to these days.",
  ],
])("when the intervals followed %j, then: %s", (tracked, text) => {
  expect(describeTracked(tracked)).toBe(text);
});
