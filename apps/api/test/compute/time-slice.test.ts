import { expect, test } from "@jest/globals";
import { TimeSlice } from "../../src/compute/time-slice.ts";

/** The windows of a slice after many micro-batches of which each window took `ms`. */
function learned(ms: number): number {
  const slice = new TimeSlice();
  for (let k = 0; k < 200; k++) slice.measure(8, 8 * ms);
  return slice.windows;
}

test("when nothing is measured yet, then a slice has few windows", () => {
  expect(new TimeSlice().windows).toBe(4);
});

test.each([
  [0.01, 32],
  [0.15, 13],
  [0.3, 6],
  [1.5, 1],
  [40, 1],
])("when a window takes %p ms, then a slice of 2 ms has %i, of 1 to 32", (ms, windows) => {
  expect(learned(ms)).toBe(windows);
});

test("when one micro-batch is slow, then the slices after it shrink a little, not to one window", () => {
  const slice = new TimeSlice();
  for (let k = 0; k < 200; k++) slice.measure(8, 8 * 0.1);
  slice.measure(8, 8 * 1);
  expect(slice.windows).toBe(10);
});
