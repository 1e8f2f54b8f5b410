import { describe, expect, test } from "@jest/globals";
import { modelContent } from "../../src/content/model.ts";
import { card, importedCard, promotions } from "../responses.ts";

const NOW = Date.parse("2026-01-03T21:00:00Z");

function factsOf(given = card()): Record<string, string> {
  return Object.fromEntries(
    modelContent(given, undefined, NOW).facts.map(({ name, value }) => [name, value]),
  );
}

describe("the model", () => {
  test("when it was trained, then its ages and how it was made are there", () => {
    expect(modelContent(card(), undefined, NOW).lead).toBe("Trained 3 days ago, serving for 2 days.");
    expect(factsOf()).toEqual({
      version: "20251231T210000Z-0123abcd",
      trained: "2025-12-31 21:00 UTC",
      "serving since": "2026-01-01 21:00 UTC: first successful training",
      target: "distribution",
      window: "60 sessions",
      parameters: "73,850",
      seed: "7",
      commit: "0123456789",
      "SHA-256 of the weights": "e".repeat(64),
    });
  });

  test("when it was imported, then its files are named, and no seed", () => {
    expect(modelContent(importedCard(), undefined, NOW).lead).toMatch(/^Imported 3 days ago/);
    const facts = factsOf(importedCard());
    expect(facts).toMatchObject({
      imported: "2025-12-31 21:00 UTC",
      from: "lstm_model.keras and scaler.json, Keras 3.15.1",
    });
    expect(Object.keys(facts)).not.toEqual(expect.arrayContaining(["seed"]));
    expect(facts).not.toHaveProperty("commit");
    expect(facts).not.toHaveProperty("trained");
  });

  test("when its commit is not known, then there is none; a seed of 0 is shown", () => {
    const { commit, ...training } = card().training!;
    const facts = factsOf(card({ training: { ...training, seed: 0 } }));
    expect(facts).not.toHaveProperty("commit");
    expect(facts.seed).toBe("0");
  });

  test("when values are hashes or identifiers, then they are marked as code", () => {
    const code = modelContent(card(), undefined, NOW).facts.filter((fact) => fact.code);
    expect(code.map(({ name }) => name)).toEqual(["version", "commit", "SHA-256 of the weights"]);
  });
});

describe("the decisions", () => {
  test("when there are many, then the newest ten are shown, newest first", () => {
    const { decisions } = modelContent(card(), promotions(12), NOW);
    expect(decisions.map(({ version }) => version)).toEqual([
      "v11",
      "v10",
      "v9",
      "v8",
      "v7",
      "v6",
      "v5",
      "v4",
      "v3",
      "v2",
    ]);
  });

  test("when they could not be requested, then there are none, and the model is shown all the same", () => {
    expect(modelContent(card(), undefined, NOW).decisions).toEqual([]);
  });
});
