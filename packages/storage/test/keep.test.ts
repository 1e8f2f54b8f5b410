import { expect, test } from "@jest/globals";
import { formatKeep, newest, parseKeep } from "../src/keep.ts";

test.each([
  ["1", { versions: 1 }],
  ["10", { versions: 10 }],
  ["30d", { days: 30 }],
  ["365d", { days: 365 }],
])("when the text is %j, then it is read, and written the same", (text, keep) => {
  expect(parseKeep(text)).toEqual(keep);
  expect(formatKeep(keep)).toBe(text);
});

test.each(["", "0", "0d", "-1", "1.5", "d", "30 d", "30D", "30h", "1e3", "9999999", "ten"])(
  "when the text is %j, then it is neither",
  (text) => {
    expect(parseKeep(text)).toBeUndefined();
  },
);

test("when items have times, then the last days or so many stay, of equal times the later ones", () => {
  const day = 86_400_000;
  const items = [1, 5, 5, 9].map((days, k) => ({ k, at: days * day }));
  const kept = (keep: Parameters<typeof newest>[2]) =>
    [...newest(items, ({ at }) => at, keep, 10 * day)].map(({ k }) => k).sort();
  expect(kept({ days: 5 })).toEqual([1, 2, 3]);
  expect(kept({ days: 4 })).toEqual([3]);
  expect(kept({ versions: 2 })).toEqual([2, 3]);
  expect(kept({ versions: 9 })).toEqual([0, 1, 2, 3]);
});
