import { expect, test } from "@jest/globals";
import { parseConfig } from "@lstm-predict/model";
import { backtestName, settingsOf } from "../src/mlflow/run-name.ts";

test.each([
  [{}, "distribution, seed 42"],
  [{ seed: 7 }, "distribution, seed 7"],
  [{ target: "return" as const }, "return, seed 42"],
  [{ units: [8], epochs: 2 }, "distribution, seed 42, units 8, epochs 2"],
  [{ earlyStopping: { patience: 3 } }, "distribution, seed 42, earlyStopping.patience 3"],
])("when the configuration is %j, then its run is called %s", (given, name) => {
  expect(settingsOf(parseConfig(given))).toBe(name);
});

test("when many settings differ, then the name has four of them", () => {
  const config = parseConfig({
    window: 20,
    units: [8, 4],
    denseUnits: 4,
    epochs: 2,
    dropout: 0,
    batchSize: 8,
  });
  expect(settingsOf(config)).toMatch(/^distribution, seed 42(, \w+ [\d ]+){4}, and 2 more$/);
});

test("when a backtest has five hundred symbols, then its name has four of them", () => {
  const symbols = Array.from({ length: 500 }, (_, n) => `S${n}`);
  expect(backtestName(symbols, 5, parseConfig({}))).toBe(
    "S0 S1 S2 S3 and 496 more, 5 folds, distribution, seed 42",
  );
  expect(backtestName(["AAPL"], 1, parseConfig({ epochs: 9 }))).toBe(
    "AAPL, 1 fold, distribution, seed 42, epochs 9",
  );
});
