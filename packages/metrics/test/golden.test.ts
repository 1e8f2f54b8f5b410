import { describe, expect, test } from "@jest/globals";
import { wilsonInterval } from "../src/directional.ts";
import {
  normalCdf,
  normalPdf,
  normalQuantile,
  studentTCdf,
  studentTPdf,
  studentTQuantile,
} from "../src/distributions.ts";
import { crpsNormal, crpsQuantiles, crpsStudentT, intervalScore, pinballLoss } from "../src/losses.ts";
import { difference, readFixture } from "./fixture.ts";

// Made by test/reference/make_fixture.py.
const { distributions, losses, wilson } = readFixture("scores.json");

describe("SciPy's distributions", () => {
  type Law = {
    df: number | null;
    x: number[];
    p: number[];
    pdf: number[];
    cdf: number[];
    quantile: number[];
  };

  test.each(distributions as Law[])(
    "when df is $df, then density, distribution and quantiles agree",
    (law) => {
      const { df, x, p } = law;
      const [pdf, cdf, quantile] =
        df === null
          ? [normalPdf, normalCdf, normalQuantile]
          : [
              (value: number) => studentTPdf(value, df),
              (value: number) => studentTCdf(value, df),
              (value: number) => studentTQuantile(value, df),
            ];
      expect(difference(x.map(pdf), law.pdf)).toBeLessThan(1e-12);
      // SciPy's own error for df 1 is 1e-11, as the next test shows.
      expect(difference(x.map(cdf), law.cdf)).toBeLessThan(1e-10);
      expect(difference(p.map(quantile), law.quantile)).toBeLessThan(1e-8);
    },
  );

  test("when df is 1, then the distribution is Cauchy's arctangent", () => {
    const x = [-1e6, -12, -0.7, 1e-6, 0.3, 0.999, 1.001, 7.5];
    const cauchy = x.map((value) => 0.5 + Math.atan(value) / Math.PI);
    expect(
      difference(
        x.map((value) => studentTCdf(value, 1)),
        cauchy,
      ),
    ).toBeLessThan(1e-15);
  });

  test("when a value is not a number, then neither is its probability", () => {
    expect(normalCdf(Number.NaN)).toBeNaN();
    expect(studentTCdf(Number.NaN, 5)).toBeNaN();
  });

  test("when a probability is not between 0 and 1, then the error quotes it", () => {
    expect(() => normalQuantile(1)).toThrow("p is 1: expected a number between 0 and 1");
  });
});

describe("scoringrules' losses", () => {
  const { actual, mean, scale, df, lower, upper, probabilities } = losses;
  const daily = (loss: (day: number) => number) => actual.map((_: number, day: number) => loss(day));

  test("when a normal or Student-t forecast is scored, then the CRPS agrees", () => {
    const normal = daily((day) => crpsNormal(actual[day], mean[day], scale[day]));
    const studentT = daily((day) =>
      crpsStudentT(actual[day], { df: df[day], location: mean[day], scale: scale[day] }),
    );
    expect(difference(normal, losses.crpsNormal)).toBeLessThan(1e-12);
    expect(difference(studentT, losses.crpsStudentT)).toBeLessThan(1e-12);
  });

  test("when quantiles are scored, then the CRPS agrees", () => {
    const k = probabilities.length;
    const crps = daily((day) =>
      crpsQuantiles(actual[day], losses.quantiles.slice(day * k, (day + 1) * k), probabilities),
    );
    expect(difference(crps, losses.crpsQuantiles)).toBeLessThan(1e-12);
  });

  test("when an interval and a quantile are scored, then interval score and pinball loss agree", () => {
    const interval = daily((day) => intervalScore(actual[day], lower[day], upper[day], 0.8));
    const pinball = daily((day) => pinballLoss(actual[day], lower[day], 0.1));
    expect(difference(interval, losses.intervalScore)).toBeLessThan(1e-12);
    expect(difference(pinball, losses.pinball)).toBeLessThan(1e-12);
  });
});

test.each(wilson)("when $right of $trials are right, then Wilson's interval is statsmodels'", (golden) => {
  const { right, trials, level, lower, upper } = golden as Record<string, number>;
  const interval = wilsonInterval(right!, trials!, level!);
  expect(difference([interval.lower, interval.upper], [lower!, upper!])).toBeLessThan(1e-12);
});
