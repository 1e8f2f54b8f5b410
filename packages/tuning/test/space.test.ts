import { describe, expect, test } from "@jest/globals";
import { DEFAULT_CONFIG, parseConfig } from "@lstm-predict/model";
import { configOf, defaultSpace, parseSpace } from "../src/index.ts";

test.each(["distribution", "return", "price"] as const)(
  "when the target is %s, then its default space is legal",
  (target) => {
    const base = parseConfig({ target });
    expect(parseSpace(defaultSpace(target), base)).toEqual(defaultSpace(target));
    expect("returnWeight" in defaultSpace(target)).toBe(target === "distribution");
  },
);

test("when values are given, then they replace those of the default", () => {
  const values = { units: [32], "earlyStopping.patience": 3, seed: 7 };
  expect(configOf(DEFAULT_CONFIG, values)).toEqual({
    ...DEFAULT_CONFIG,
    units: [32],
    earlyStopping: { patience: 3 },
    seed: 7,
  });
  expect(configOf(DEFAULT_CONFIG, {})).toEqual(DEFAULT_CONFIG);
});

test("when a value is of one layer, then the others stay", () => {
  expect(configOf(DEFAULT_CONFIG, { "units.1": 20, "dropout.1": 0.3 })).toMatchObject({
    units: [100, 20],
    dropout: [0.1, 0.3],
  });
});

test.each([
  [{}, { "dropout.0": 0.2, "dropout.1": 0.3 }, [0.2, 0.3]],
  [{}, { "dropout.0": 0.2, "dropout.1": 0.3, units: [8] }, [0.2]],
  [{}, { "dropout.1": 0.3 }, [0.1, 0.3]],
  [{}, { dropout: 0.4, units: [8] }, 0.4],
  [{ dropout: [0.1, 0.2] }, { units: [8] }, [0.1]],
  [{ dropout: [0.1, 0.2] }, { units: [8, 8, 8] }, [0.1, 0.2, 0.2]],
  [{ dropout: [0.1, 0.2] }, { dropout: 0.3 }, 0.3],
])("when the default is %j and the values are %j, then dropout is %j", (given, values, dropout) => {
  expect(configOf(parseConfig(given), values).dropout).toEqual(dropout);
});

describe("when a space is not legal, then the error names the field and says what is", () => {
  test.each([
    [[], "the space is []: expected an object with a domain for each field"],
    [{}, "the space is {}: expected at least one field"],
    [{ l2: 3 }, 'l2 is 3: expected { "choice": [...] }, or { "from": a, "to": b } with a below b'],
    [{ l2: { from: 1, to: 1 } }, 'l2 is {"from":1,"to":1}: expected'],
    [{ l2: { from: 0, to: 1, log: true } }, 'l2 is {"from":0,"to":1,"log":true}: expected'],
    [{ l2: { choice: [] } }, 'l2 is {"choice":[]}: expected'],
    [{ target: { choice: ["return"] } }, "target cannot be searched: its losses do not compare"],
    [{ speed: { from: 0, to: 1 } }, "speed cannot be 0: speed: not a field of the configuration"],
    [
      { "units.2": { from: 8, to: 64, step: 8 } },
      "units.2 cannot be 8: units.2: not a field of the configuration",
    ],
    [
      { batchSize: { from: 16, to: 64 } },
      "batchSize cannot be 21.9: batchSize is 21.9: expected a whole number",
    ],
    [{ "__proto__.toString": { choice: [1] } }, "__proto__.toString: not a field of the configuration"],
    [{ "units.length": { choice: [1] } }, "units.length cannot be 1"],
    [{ "units.x": { from: 0, to: 1 } }, "units.x cannot be 0: units.x: not a field of the configuration"],
    [
      { window: { from: 20, to: 60.5, step: 0.5 } },
      "window cannot be 60.5: window is 60.5: expected a whole number",
    ],
    [{ units: { choice: [[8], [0]] } }, "units cannot be [0]: units.0 is 0: expected at least 1"],
    [{ "dropout.0": { from: 0, to: 1 } }, "dropout.0 cannot be 1: dropout.0 is 1: expected at most 0.95"],
  ])("%j", (given, message) => {
    expect(() => parseSpace(given, DEFAULT_CONFIG)).toThrow(
      expect.objectContaining({ code: "bad_space", message: expect.stringContaining(message) }),
    );
  });
});
