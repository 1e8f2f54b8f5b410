import { describe, expect, test } from "@jest/globals";
import { PreprocessingError } from "../src/errors.ts";
import { Scaler, type ScalerKind } from "../src/scaler.ts";
import { seededRandom } from "./bars.ts";

const VALUES = [
  [1, 10, -2],
  [2, 10, 0.5],
  [4, 10, 3],
  [9, 10, -7],
].flat();

describe("Scaler", () => {
  test("when standard, then offsets are means, scales population standard deviations", () => {
    const scaler = Scaler.fit("standard", VALUES, 3);
    const { offset, scale } = scaler.toJSON();
    expect(offset).toEqual([4, 10, -1.375]);
    expect(scale[0]).toBeCloseTo(Math.sqrt((9 + 4 + 0 + 25) / 4), 14);
    // sklearn.preprocessing.StandardScaler: scale_ and fit_transform
    const expectedScale = [3.082207, 1, 3.69754986];
    const expected = [
      [-0.9733285267845753, 0, -0.16903085094570333],
      [-0.6488856845230502, 0, 0.50709255283711],
      [0, 0, 1.1832159566199232],
      [1.6222142113076254, 0, -1.52127765851133],
    ].flat();
    scale.forEach((value, column) => {
      expect(value).toBeCloseTo(expectedScale[column]!, 7);
    });
    expect(Array.from(scaler.transform(VALUES))).toEqual(expected.map(Math.fround));
  });

  test("when min-max, then the offset is the minimum and the fitted values fill [0, 1]", () => {
    const scaler = Scaler.fit("minmax", VALUES, 3);
    expect(scaler.toJSON()).toEqual({ kind: "minmax", offset: [1, 10, -7], scale: [8, 1, 10] });
    expect(Array.from(scaler.transform(VALUES))).toEqual(
      [0, 0, 0.5].concat([0.125, 0, 0.75], [0.375, 0, 1], [1, 0, 0]),
    );
  });

  test("when values lie outside the fitted range, then min-max extrapolates linearly", () => {
    expect(Array.from(Scaler.fit("minmax", [2, 4], 1).transform([0, 8]))).toEqual([-1, 3]);
  });

  test.each<ScalerKind>(["standard", "minmax"])(
    "when scaled by %s and back, then values return to float precision",
    (kind) => {
      const random = seededRandom(1);
      const values = Float64Array.from({ length: 300 }, (_, i) => (random() - 0.5) * 10 ** (i % 3));
      const scaler = Scaler.fit(kind, values, 3);
      const back = scaler.inverse(scaler.transform(values));
      values.forEach((value, i) => {
        expect(Math.abs(back[i]! - value)).toBeLessThan(2e-7 * 10 ** (i % 3));
      });
    },
  );

  test.each<[string, number[]]>([
    ["equal", [0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1]],
    ["equal but for rounding", [Math.log(1.01 / 1), Math.log(1.0201 / 1.01), Math.log(1.030301 / 1.0201)]],
    ["zero", [0, 0, 0]],
    ["alone", [42]],
  ])("when all values of a column are %s, then its scale is 1 and they become 0", (_name, values) => {
    for (const kind of ["standard", "minmax"] as const) {
      const scaler = Scaler.fit(kind, values, 1);
      expect(scaler.toJSON().scale).toEqual([1]);
      for (const value of scaler.transform(values)) expect(value).toBeCloseTo(0, 14);
    }
  });

  test("when values are large and close together, then the deviation keeps its digits", () => {
    const values = [1e9 + 1, 1e9 + 2, 1e9 + 3];
    expect(Scaler.fit("standard", values, 1).toJSON().scale[0]).toBeCloseTo(Math.sqrt(2 / 3), 9);
  });

  test("when it goes through JSON, then it transforms to the same bits", () => {
    const scaler = Scaler.fit("standard", VALUES, 3);
    const again = Scaler.fromState(JSON.parse(JSON.stringify(scaler)));
    expect(again.toJSON()).toEqual(scaler.toJSON());
    expect(again.transform(VALUES)).toEqual(scaler.transform(VALUES));
  });

  test("when values are not whole rows or not finite, then the error names the fault", () => {
    expect(() => Scaler.fit("minmax", [], 3)).toThrow(
      new PreprocessingError("bad_shape", "the scaler was given 0 values: expected one or more rows of 3"),
    );
    expect(() => Scaler.fit("minmax", [1, 2, Number.NaN, 4], 2)).toThrow(
      new PreprocessingError("bad_value", "row 1, column 0 is NaN: a scaler is fitted on finite numbers"),
    );
    expect(() => Scaler.fit("minmax", VALUES, 3).transform([1, 2])).toThrow(
      new PreprocessingError("bad_shape", "2 values into 2: expected whole rows of 3, and as many out as in"),
    );
  });
});
