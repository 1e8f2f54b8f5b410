import { expect, test } from "@jest/globals";
import { DEFAULT_CONFIG } from "@lstm-predict/model";
import { chronologicalSplits } from "@lstm-predict/preprocessing";
import { firstDays, hasSeen } from "../src/retrain/seen.ts";

// One bar a day from 2020-01-01; a version of 460 bars trains on 280 windows, validates on 60 and tests on 60.
const DATES = Array.from({ length: 500 }, (_, day) =>
  new Date(Date.UTC(2020, 0, 1 + day)).toISOString().slice(0, 10),
);
const { window } = DEFAULT_CONFIG;

/** What the metadata of a version says that was trained on the bars `from` to `to`, exclusive. */
function trainedOn(from: number, to: number) {
  const dates = DATES.slice(from, to);
  const { test } = firstDays(chronologicalSplits(dates.length, window), dates, window);
  const data = { from: dates[0]!, to: dates.at(-1)!, count: dates.length } as Parameters<
    typeof hasSeen
  >[0]["data"];
  return { config: DEFAULT_CONFIG, data, calibration: { testFrom: test, quantiles: [] } };
}

const version = trainedOn(0, 460);
const day = (bar: number) => DATES[bar]!;

test("when the spans of a version are reckoned, then they are those of its training", () => {
  expect(firstDays(chronologicalSplits(460, window), DATES, window)).toEqual({
    validation: day(280 + 60),
    test: day(340 + 60),
  });
});

test.each([
  ["its first validation and test day are those of the version", day(340), day(400), false],
  ["all of its days are later", day(380), day(440), false],
  ["the version was validated on its first test day", day(340), day(399), true],
  ["the version was trained on its first validation day", day(339), day(400), true],
])(
  "when a fit is such that %s, then the version has seen days of it: %s, %s: %s",
  (_, validation, test, seen) => {
    expect(hasSeen(version, DATES, { validation, test })).toBe(seen);
  },
);

test("when a training has as many bars or more, from the same first one, then it may go on from the version", () => {
  for (let bars = 460; bars <= 500; bars++) {
    const fit = firstDays(chronologicalSplits(bars, window), DATES, window);
    expect([bars, hasSeen(version, DATES.slice(0, bars), fit)]).toEqual([bars, false]);
  }
});

test("when a training has earlier bars as well, then its spans begin earlier, and it may not", () => {
  const later = trainedOn(100, 500);
  const fit = firstDays(chronologicalSplits(500, window), DATES, window);
  expect(hasSeen(later, DATES, fit)).toBe(true);
});

test.each([
  ["begin on a day that is none of these", { data: { ...version.data, from: "2019-12-31" } }],
  ["end on another day than these do", { data: { ...version.data, to: day(460) } }],
  ["are more than these", { data: { ...version.data, count: 501 } }],
  ["were split otherwise", { calibration: { testFrom: day(401), quantiles: [] } }],
  ["were split in an unknown way", { calibration: undefined }],
])("when the bars of a version %s, then it counts as having seen the days", (_, other) => {
  const last = { validation: day(498), test: day(499) };
  expect(hasSeen(version, DATES, last)).toBe(false);
  expect(hasSeen({ ...version, ...other } as typeof version, DATES, last)).toBe(true);
});
