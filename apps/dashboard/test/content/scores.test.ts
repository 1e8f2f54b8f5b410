import { describe, expect, test } from "@jest/globals";
import { type ScoresContent, scoresContent } from "../../src/content/scores.ts";
import { card, importedCard, oldSplit, type SplitScores, split } from "../responses.ts";

/** The content of a card whose test span has these scores. */
function contentOf(test: SplitScores): ScoresContent {
  return scoresContent(card({ scores: { train: split(), validation: split(), test } })) as ScoresContent;
}

test("when the model was imported, then the panel says that its scores are not known", () => {
  expect(scoresContent(importedCard())).toEqual({
    missing: expect.stringContaining("This model was imported"),
  });
});

describe("the network in the error bar", () => {
  const tried = [
    { weight: 0.5, winkler: 7.996 },
    { weight: 0.25, winkler: 7.967 },
    { weight: 0, winkler: 7.958 },
  ];
  const networkOf = (over: Parameters<typeof card>[0]) =>
    (scoresContent(card(over)) as ScoresContent).network;

  test("when it does not help, then the panel says so, with the score of each weight", () => {
    expect(networkOf({ calibration: { network: { weight: 0, tried } } })).toBe(
      "The network does not help the error bar (90 % interval score on the test days 7.996 with half of its weight, 7.967 with a quarter of its weight, 7.958 without it; lower is better). So it has no part in it: the error bar is that of zero-shot HAR, which needs no training.",
    );
  });

  test("when an older model has no weight, then the panel says whether it loses to zero-shot HAR", () => {
    const level = { coverage: 0.9, width: 5, terciles: [0.9, 0.9, 0.9] };
    const withScores = (model: number, zeroShot: number) => {
      const test = split();
      const intervals = (winkler: number) => ({ intervals: { "90": { ...level, winkler } } });
      return networkOf({
        calibration: {},
        scores: {
          train: split(),
          validation: split(),
          test: { ...test, model: { ...test.model, ...intervals(model) }, zeroShot: intervals(zeroShot) },
        },
      });
    };
    expect(withScores(7.996, 7.958)).toBe(
      "The error bar is worse than that of zero-shot HAR, which needs no training: 90 % interval score 7.996 against 7.958 on the test days. A new training gives the network less weight.",
    );
    expect(withScores(7.96, 7.958)).toBeUndefined();
    const { calibration: _, ...uncalibrated } = card();
    expect((scoresContent(uncalibrated) as ScoresContent).network).toBeUndefined();
  });
});

describe("the scores of the close", () => {
  test("when the test span is shown, then model, naive and drift have a row each, the model's stands out", () => {
    const [close] = contentOf(split()).tables.test;
    expect(close?.caption).toBe("Where will it close? test, 293 days");
    expect(close?.rows).toEqual([
      {
        head: "model",
        cells: ["2.7243", "4.1000", "1.210 %", "0.9982", "0.9700", "53.8 %"],
        strong: true,
      },
      { head: "naive", cells: ["2.7291", "4.1000", "1.210 %", "1.0000", "0.9700", "–"] },
      { head: "drift", cells: ["2.7243", "4.1000", "1.210 %", "1.0004", "0.9700", "53.8 %"] },
    ]);
    expect(close?.columns).toHaveLength(7);
  });

  test("when the price did not move, then undefined scores are dashes, and the verdict says why", () => {
    const constant = { r2: null, mae: 0, rmse: 0, mape: 0, mase: null, directionalAccuracy: null, n: 5 };
    const { verdict, tables } = contentOf(split({ model: constant, naive: constant }));
    expect(verdict).toContain("The price did not move");
    expect(tables.test[0]?.rows[0]?.cells).toEqual(["0.0000", "0.0000", "0.000 %", "–", "–", "–"]);
  });

  test("when scores are null, then each is a dash", () => {
    const nulls = {
      r2: null,
      mae: null,
      rmse: null,
      mape: null,
      mase: null,
      directionalAccuracy: null,
      n: 0,
    };
    expect(contentOf(split({ model: nulls })).tables.test[0]?.rows[0]?.cells).toEqual([
      "–",
      "–",
      "–",
      "–",
      "–",
      "–",
    ]);
  });

  test("when another split is shown, then its name and its scores are there", () => {
    const { train, validation } = contentOf(split()).tables;
    expect([train[0]?.caption, validation[0]?.caption]).toEqual([
      "Where will it close? training, 293 days",
      "Where will it close? validation, 293 days",
    ]);
    const other = split({ naive: { ...split().naive, mae: 12.5 } });
    const content = scoresContent(card({ scores: { train: other, validation: split(), test: split() } }));
    expect((content as ScoresContent).tables.train[0]?.rows[1]?.cells[0]).toBe("12.50");
  });
});

describe("the scores of the intervals", () => {
  test("when there are intervals, then the model's stand beside constant volatility's and HAR's", () => {
    const [, moves] = contentOf(split()).tables.test;
    expect(moves?.caption).toBe("How far may it be? test, 293 days");
    expect(moves?.rows).toEqual([
      { head: "model", cells: ["90.0 %", "5.54 %", "8.118", "0.910", "0.990"], strong: true },
      { head: "constant volatility", cells: ["88.0 %", "5.54 %", "8.118", "–", "–"], strong: false },
      { head: "HAR", cells: ["89.0 %", "5.54 %", "8.118", "0.920", "1.000"], strong: false },
    ]);
    expect(moves?.columns).toHaveLength(6);
  });

  test("when the bundle is of version 0.1, then there is one table", () => {
    expect(contentOf(oldSplit()).tables.test).toHaveLength(1);
  });

  test("when zero-shot HAR was scored, then it has a row as well", () => {
    const { har, ...rest } = split();
    const rows = contentOf({ ...rest, har: har!, zeroShot: har }).tables.test[1]!.rows;
    expect(rows.at(-1)).toEqual({ ...rows.at(-2)!, head: "zero-shot HAR" });
  });

  test("when HAR could not be fitted, then it has no row", () => {
    const { har, ...rest } = split();
    expect(contentOf(rest).tables.test[1]?.rows.map(({ head }) => head)).toEqual([
      "model",
      "constant volatility",
    ]);
  });
});

test("when there is a verdict, then it is that of the test span", () => {
  expect(contentOf(split()).verdict).toBe(
    '0.18 % better than "tomorrow = today", no more than luck explains: a mean error of 2.7243 against 2.7291 over 293 test days.',
  );
});
