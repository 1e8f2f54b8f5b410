import { describe, expect, test } from "@jest/globals";
import { withoutInert } from "../src/keras/inert.ts";

const dense = { class_name: "Dense", config: { name: "dense", units: 8, activation: "linear" } };
const relu = (options: object) => ({ class_name: "ReLU", config: { name: "re_lu", ...options } });

describe("when a ReLU layer follows a linear Dense", () => {
  test("then it is the activation of that Dense", () => {
    const layers = [dense, relu({ max_value: null, negative_slope: 0, threshold: 0 })];
    expect(withoutInert(layers)).toEqual([
      { class_name: "Dense", config: { name: "dense", units: 8, activation: "relu" } },
    ]);
  });

  test.each([{ max_value: 6 }, { max_value: 0 }, { negative_slope: 0.1 }, { threshold: 1 }])(
    "with %j, then it stays, to be refused",
    (options) => {
      expect(withoutInert([dense, relu(options)])).toEqual([dense, relu(options)]);
    },
  );
});
