import { expect, test } from "@jest/globals";
import { type CoverageContent, coverageContent } from "../../src/content/coverage.ts";
import { card, importedCard, oldSplit, split } from "../responses.ts";

test("when the model was imported, then the panel says that its coverage is not known", () => {
  expect(coverageContent(importedCard())).toEqual({
    missing: expect.stringContaining("This model was imported"),
  });
});

test("when the model has no intervals, then the panel says how to get them", () => {
  const scores = { train: oldSplit(), validation: oldSplit(), test: oldSplit() };
  expect(coverageContent(card({ scores }))).toEqual({
    missing: "This model has no intervals: train it again to get some.",
  });
});

test("when the model has intervals, then each level has a bar and a row, and 90 % stands out", () => {
  const { lead, bars, table } = coverageContent(card()) as CoverageContent;
  expect(lead).toBe(
    "A 90 % interval should hold 90 % of the days. Share of the 293 test days, up to 2025-12-31, that each interval held:",
  );
  expect(bars).toEqual([
    { promised: 0.5, held: 0.48, labels: { promised: "50 %", held: "48.0 %" } },
    { promised: 0.9, held: 0.9, labels: { promised: "90 %", held: "90.0 %" } },
  ]);
  expect(table.rows).toEqual([
    { head: "50 %", cells: ["48.0 %", "95.0 %", "90.0 %", "85.0 %"], strong: false },
    { head: "90 %", cells: ["90.0 %", "95.0 %", "90.0 %", "85.0 %"], strong: true },
  ]);
  expect(table.columns).toHaveLength(5);
});

test("when a coverage is null, then its bar is empty and its texts are dashes", () => {
  const unknown = { coverage: null, width: null, winkler: null, terciles: [null, null, null] };
  const test = split({ model: { ...split().model, intervals: { "90": unknown } } });
  const content = coverageContent(card({ scores: { train: split(), validation: split(), test } }));
  const { bars, table } = content as CoverageContent;
  expect(bars).toEqual([{ promised: 0.9, held: 0, labels: { promised: "90 %", held: "–" } }]);
  expect(table.rows[0]?.cells).toEqual(["–", "–", "–", "–"]);
});
