import { describe, expect, test } from "@jest/globals";
import { PreprocessingError, Scaler } from "../src/index.ts";

const VALUES = [1, 10, 3, 10, 5, 10, 7, 10];

describe.each([
  // Columns 1 3 5 7 and a constant 10: mean 4, population deviation sqrt(5).
  ["standard", [4, 10], [Math.sqrt(5), 1], [-3 / Math.sqrt(5), 0, -1 / Math.sqrt(5), 0]],
  ["minmax", [1, 10], [6, 1], [0, 0, 1 / 3, 0]],
] as const)("a %s scaler", (kind, offset, scale, scaled) => {
  test("when it is fitted, then offset and scale are those of each column; a constant one has scale 1", () => {
    const state = Scaler.fit(kind, VALUES, 2).toJSON();
    expect(state.kind).toBe(kind);
    state.offset.forEach((value, k) => {
      expect(value).toBeCloseTo(offset[k]!, 12);
    });
    state.scale.forEach((value, k) => {
      expect(value).toBeCloseTo(scale[k]!, 12);
    });
  });

  test("when values are scaled, then they are (x - offset) / scale, and the inverse gives them back", () => {
    const scaler = Scaler.fit(kind, VALUES, 2);
    scaler.transform(VALUES.slice(0, 4)).forEach((value, k) => {
      expect(value).toBeCloseTo(scaled[k]!, 6);
    });
    const beyond = [-20, 3, 1e6, 10];
    scaler.inverse(scaler.transform(beyond)).forEach((value, k) => {
      expect(Math.abs(value - beyond[k]!)).toBeLessThan(1e-6 * Math.max(1, Math.abs(beyond[k]!)));
    });
  });

  test("when it travels as JSON, then it scales the same", () => {
    const scaler = Scaler.fit(kind, VALUES, 2);
    const copy = Scaler.fromJSON(JSON.parse(JSON.stringify(scaler)));
    expect(copy.transform(VALUES)).toEqual(scaler.transform(VALUES));
  });
});

test("when volumes are huge, then the deviation keeps its digits", () => {
  const values = [1e12 + 1, 1e12 + 3, 1e12 + 5, 1e12 + 7];
  expect(Scaler.fit("standard", values, 1).toJSON().scale[0]).toBeCloseTo(Math.sqrt(5), 6);
});

test.each<[() => unknown, string]>([
  [() => Scaler.fit("standard", [], 2), "given 0 values: expected one or more rows of 2"],
  [() => Scaler.fit("standard", [1, 2, 3], 2), "given 3 values"],
  [() => Scaler.fit("minmax", [1, Number.NaN], 2), "row 0, column 1 is NaN"],
  [() => Scaler.fit("minmax", [1, 2], 2).transform([1, 2, 3]), "3 values into 3: expected whole rows of 2"],
  [() => Scaler.fromJSON(null), "scaler is null: expected an object"],
  [() => Scaler.fromJSON({ kind: "robust" }), 'scaler.kind is "robust": expected "standard" or "minmax"'],
  [
    () => Scaler.fromJSON({ kind: "minmax", offset: [1], scale: [0] }),
    "scaler.scale[0] is 0: expected a number above 0",
  ],
  [
    () => Scaler.fromJSON({ kind: "minmax", offset: [1], scale: [1, 2] }),
    "scaler.scale is [1,2]: expected an array of 1",
  ],
  [
    () => Scaler.fromJSON({ kind: "minmax", offset: ["1"], scale: [1] }),
    'scaler.offset[0] is "1": expected a finite number',
  ],
])("when input is bad (%#), then the error names it", (call, message) => {
  expect(call).toThrow(PreprocessingError);
  expect(call).toThrow(message);
});
