import { describe, expect, test } from "@jest/globals";
import { intervalVerdict } from "../../src/wording/verdict.ts";

describe("intervalVerdict", () => {
  const sentence = (relative?: { winklerToConstant: number; winklerToHar: number }) =>
    intervalVerdict({ coverage: 0.9, width: 4, relative });

  test("when a score is many times another, then it is said in times", () => {
    expect(sentence({ winklerToConstant: 0.98, winklerToHar: 1325.4483 })).toMatch(
      /: by interval score 2\.0 % better than constant volatility's, 1325 times HAR's\.$/,
    );
    expect(sentence({ winklerToConstant: 1.5, winklerToHar: 9.99 })).toMatch(
      /: by interval score 50\.0 % worse than constant volatility's, 899\.0 % worse than HAR's\.$/,
    );
  });

  test("when the price did not move, then nothing is compared", () => {
    expect(sentence()).toBe(
      "Its 90 % intervals held 90.0 % of the test days and were 4.00 % of the price wide.",
    );
  });
});
