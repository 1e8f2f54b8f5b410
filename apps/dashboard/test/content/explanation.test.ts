import { expect, test } from "@jest/globals";
import type { SymbolForecast } from "@lstm-predict/api-client";
import { type ExplanationContent, explanationContent } from "../../src/content/explanation.ts";
import { forecast } from "../responses.ts";

type Explanation = NonNullable<SymbolForecast["explanation"]>;
type Network = NonNullable<Explanation["network"]>;

const days = ["d1", "d2", "d3", "d4", "d5", "d6"];
/** Six days of two features: ln 1.1 in the log variance is 4.9 % in the volatility. */
const explanation: Explanation & { network: Network } = {
  width: {
    ...{ level: 0.9, horizon: 1, width: 0.06, usual: 0.04, usualOf: "year", model: "vix", networkWeight: 0 },
    terms: [
      { name: "day", factor: 1.2, percent: 20 },
      { name: "vix", factor: 0.95, percent: -5 },
    ],
  },
  point: { logReturn: 0.0003, drift: 0.0003, shrinkage: 0, networkReturn: 0.001 },
  network: {
    ...{ features: ["open", "range_variance"], days, baseline: "mean", points: 32, milliseconds: 21.4 },
    outputs: [
      {
        ...{ name: "logVariance", value: -8, baseline: -8.4, difference: 0.4, sum: 0.4, error: 0.001 },
        attributions: [
          [0.1, 0],
          [0, -0.1],
          [0, 0],
          [0, 0],
          [0, 0],
          [0, 0.4],
        ],
      },
    ],
  },
};
const contentOf = (over: Partial<Explanation> = {}) =>
  explanationContent(forecast({ explanation: { ...explanation, ...over } })) as ExplanationContent;

test("when a width is explained, then each term has a bar, as long as its percent beside the largest", () => {
  const { width, point, notes } = contentOf();
  expect(width.bars).toEqual([
    { name: "the last day's range", text: "+20.0 %", size: 1 },
    { name: "the VIX against its last 60 days", text: "−5.0 %", size: -0.25 },
  ]);
  expect(width.sentences[0]).toContain("6.0 % wide, 1.50 times the usual 4.0 %");
  expect(point).toMatch(/^The forecast is the last close and \+0.03 %: \+0.03 % of drift, and none of/);
  expect(notes).toEqual([
    "Integrated gradients at 32 points between a window of mean days and this one, in 21 ms.",
    "An attribution says what the model used, not what moves the market.",
  ]);
});

test("when later intervals are explained, then each has a column of a table", () => {
  const laterWidths = [5, 20].map((horizon) => ({ ...explanation.width!, horizon }));
  expect(contentOf({ laterWidths }).later!.columns).toEqual(["sessions ahead", "5", "20"]);
  expect(contentOf().later).toBeUndefined();
});

test("when an output is explained, then its rows are drawn, and summed by time in a table", () => {
  const { rows, table, days: everyDay, title, caption, check } = contentOf().outputs[0]!;
  expect(title).toBe("How far: the network's volatility");
  expect(caption).toContain("d1 to d6");
  expect(rows.map(({ name, cells, sum }) => ({ name, cells, sum }))).toEqual([
    { name: "open", cells: [0.25, 0, 0, 0, 0, 0], sum: "+5.1 %" },
    { name: "range", cells: [0, -0.25, 0, 0, 0, 1], sum: "+16.2 %" },
  ]);
  expect(rows[1]!.titles[5]).toBe("d6, range: +22.1 %");
  expect(table.columns).toEqual(["column", "last day", "4 days before", "earlier", "all"]);
  expect(table.rows.map(({ head, cells }) => [head, ...cells])).toEqual([
    ["open", "0.0 %", "0.0 %", "+5.1 %", "+5.1 %"],
    ["range", "+22.1 %", "−4.9 %", "0.0 %", "+16.2 %"],
  ]);
  expect(everyDay().rows[0]).toEqual({ head: "d6", cells: ["0.0 %", "+22.1 %"] });
  expect(check).toContain("(error 0.10 %)");
});

test("when all attributions are 0, then nothing is divided by 0", () => {
  const [output] = explanation.network.outputs;
  const network = { ...explanation.network, outputs: [{ ...output!, attributions: [[0, 0]] }] };
  expect(contentOf({ network }).outputs[0]!.rows[0]!.cells).toEqual([0]);
});

test("when the network had no part, then only the width and the close are explained, and the reason is said", () => {
  const { width, point } = explanation;
  const content = explanationContent(
    forecast({
      explanation: { width: width!, point: { ...point, networkReturn: null } },
      networkWarning: "without the network: no closes of SPY",
    }),
  );
  expect(content).toMatchObject({
    point:
      "The forecast is the last close and +0.03 %, its drift: the network had no part. Without the network: no closes of SPY.",
    outputs: [],
    notes: ["An attribution says what the model used, not what moves the market."],
  });
});

test("when the server explains nothing, or not the width, then the panel says so", () => {
  expect(explanationContent(forecast())).toEqual({
    missing: "The server gave no explanation: it is of an older version.",
  });
  const { point, network } = explanation;
  const { width } = explanationContent(forecast({ explanation: { point, network } })) as ExplanationContent;
  expect(width).toEqual({
    sentences: [
      "The width is not explained: there is no error bar, or it is not made from the terms of a pooled volatility.",
    ],
  });
});
