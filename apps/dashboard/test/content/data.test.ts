import { expect, test } from "@jest/globals";
import { type DataContent, dataContent } from "../../src/content/data.ts";
import { card, importedCard } from "../responses.ts";

const data = card().data!;

function contentOf(over: Partial<typeof data>): DataContent {
  return dataContent(card({ data: { ...data, ...over } })) as DataContent;
}

test("when the model was imported, then the panel says that its data are not known", () => {
  expect(dataContent(importedCard())).toEqual({
    missing: expect.stringContaining("This model was imported"),
  });
});

test("when every row was kept, then the sentence says so", () => {
  const { sentence, facts, warning, notes } = contentOf({});
  expect(sentence).toBe(
    "2,513 daily bars, 2016-01-04 to 2025-12-31. No value was changed; no row was dropped.",
  );
  expect(facts).toEqual([
    { name: "source", value: "yahoo (Yahoo Finance)" },
    { name: "time zone of the dates", value: "America/New_York" },
    { name: "rows dropped", value: "none" },
    { name: "suspicious bars", value: "0" },
    { name: "SHA-256 of the bars", value: "d".repeat(64), code: true },
  ]);
  expect([warning, notes]).toEqual([undefined, []]);
});

test("when rows were dropped, then they are counted by reason", () => {
  const findings = [{ kind: "jump", date: "2020-08-31", message: "a jump of 300 %" }];
  const dropped = { duplicate: 2, "no close": 1, weekend: 0 };
  const { sentence, facts } = contentOf({ cleaning: { received: 2516, kept: 2513, dropped, findings } });
  expect(sentence).toMatch(/; 3 of 2516 rows were dropped\.$/);
  expect(facts[2]?.value).toBe("2 duplicate, 1 no close");
  expect(facts[3]).toEqual({ name: "suspicious bars", value: "1" });
});

test("when adjusted closes were replaced, then the sentence counts them", () => {
  const { sentence } = contentOf({ cleaning: { received: 2513, kept: 2513, replaced: 250 } });
  expect(sentence).toMatch(/ No value was changed but 250 adjusted closes; no row was dropped\.$/);
});

test("when the bundle is of version 0.1, then nothing is claimed about dropped rows", () => {
  const { sentence, facts } = contentOf({ cleaning: {} });
  expect(sentence).toMatch(/No value was changed\.$/);
  expect(facts.map(({ name }) => name)).toEqual(["source", "time zone of the dates", "SHA-256 of the bars"]);
});

test("when the data are a sample, then their warning and notes are shown", () => {
  const { warning, notes } = contentOf({ warning: "NOT LIVE DATA", notes: ["2 rows had no close"] });
  expect([warning, notes]).toEqual(["NOT LIVE DATA", ["2 rows had no close"]]);
});
