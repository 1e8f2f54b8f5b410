import { describe, expect, test } from "@jest/globals";
import { errorBarSentence, horizonSentences, networkSentence } from "../../src/content/horizon.ts";
import { card, forecast, importedCard, split } from "../responses.ts";

/** A card whose scores of five and of twenty sessions are of `n` days. */
function cardOf(n: number, { instrument = "equity", winklerToConstant = 0.95 } = {}) {
  const of = split();
  of.model = { ...of.model, n, relative: { winklerToConstant, winklerToHar: 0.984 } };
  const splits = { train: of, validation: of, test: of };
  return card({ laterScores: { "5": splits, "20": splits }, data: { ...card().data!, instrument } });
}

describe("the scores of a horizon", () => {
  test("when it is tomorrow, then they are those of the next session", () => {
    expect(horizonSentences(cardOf(500), 1)).toEqual([
      "On 293 test days: MASE 0.998, 90 % interval held 90.0 %, Winkler 0.910 of constant volatility's, 0.990 of HAR's.",
    ]);
  });

  test("when days are enough, then they are those of the horizon, else they are said to be too few", () => {
    expect(horizonSentences(cardOf(500), 20)).toEqual([
      "On 500 test days: MASE 0.998, 90 % interval held 90.0 %, Winkler 0.950 of constant volatility's, 0.984 of HAR's.",
    ]);
    expect(horizonSentences(cardOf(399), 20)[0]).toMatch(
      / Too few days to tell: they are 19 spans of 20 sessions\.$/,
    );
    expect(horizonSentences(cardOf(399), 5)[0]).not.toContain("Too few");
    expect(horizonSentences(cardOf(7), 5)[0]).toContain("they are 1 span of 5 sessions.");
  });

  test("when the model was not scored at it, then that is said, or nothing where the card is missing", () => {
    const unknown = "How good this model's forecasts of 5 sessions are is not known: train it again.";
    expect(horizonSentences(card(), 5)).toEqual([unknown]);
    expect(horizonSentences(importedCard(), 5)).toEqual([
      "How good this model's forecasts of 5 sessions are is not known: it was imported.",
    ]);
    expect(horizonSentences(importedCard(), 1)).toEqual([]);
    expect(horizonSentences(undefined, 5)).toEqual([]);
  });
});

describe("a cryptocurrency", () => {
  const said = (horizon: number, n: number, winklerToConstant: number) =>
    horizonSentences(cardOf(n, { instrument: "crypto", winklerToConstant }), horizon).some((sentence) =>
      sentence.startsWith("A cryptocurrency's interval of"),
    );

  test("when it is five sessions or more, then its interval is said to be no better than a constant volatility's", () => {
    expect([said(1, 500, 1.02), said(5, 500, 1.02), said(20, 500, 1)]).toEqual([false, true, true]);
  });

  test("when its validation days are enough and show otherwise, then it is not said", () => {
    expect([said(20, 500, 0.97), said(20, 300, 0.97)]).toEqual([false, true]);
  });
});

test("when the network had no part, then the reason is said; else nothing is", () => {
  const networkWarning =
    "without the network: covariate SPY: Yahoo does not answer: the forecast is the last close";
  expect(networkSentence(forecast({ networkWarning }))).toBe(
    "Without the network: covariate SPY: Yahoo does not answer: the forecast is the last close.",
  );
  expect(networkSentence(forecast())).toBeUndefined();
});

describe("what the width was forecast from", () => {
  test.each([
    ["vix", /^The width of the intervals is forecast from the VIX and the symbol's own bars\.$/],
    ["ownLong", /own bars, without the VIX\.$/],
    ["own", /own bars, without the VIX\.$/],
  ])("when the model is %s, then it is said whether the VIX was used", (volatilityModel, sentence) => {
    expect(errorBarSentence(forecast({ volatilityModel }))).toMatch(sentence);
  });

  test("when the VIX is missing, then the reason is said; a model that does not say has no sentence", () => {
    const volatilityWarning =
      "without the VIX: Yahoo does not answer: the error bar uses the symbol's own bars";
    expect(errorBarSentence(forecast({ volatilityModel: "own", volatilityWarning }))).toBe(
      "Without the VIX: Yahoo does not answer: the error bar uses the symbol's own bars.",
    );
    expect(errorBarSentence(forecast())).toBeUndefined();
  });
});
