import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { fitLags } from "../src/baselines/ridge.ts";

// Made by packages/metrics/test/reference/make_fixture.py.
const { ridge } = JSON.parse(readFileSync(new URL("fixtures/ridge.json", import.meta.url), "utf8"));

test.each(ridge.cases)(
  "when ridge of strength $strength is fitted, then it solves NumPy's equations",
  (golden) => {
    const { strength, lags } = golden as { strength: number; lags: number[] };
    const fitted = fitLags(ridge.closes, ridge.drift, 5, strength).lags;
    expect(fitted).toHaveLength(lags.length);
    const differences = lags.map((lag, k) => Math.abs(fitted[k]! - lag) / Math.max(1, Math.abs(lag)));
    expect(Math.max(...differences)).toBeLessThan(1e-9);
  },
);
