import { describe, expect, test } from "@jest/globals";
import { DEFAULT_CONFIG, parseConfig } from "../src/config.ts";
import { continuation } from "../src/continuation.ts";
import { lossWeightsOf } from "../src/loss-weights.ts";

test("when nothing is given, then all fields have the documented defaults", () => {
  expect(DEFAULT_CONFIG).toEqual({
    target: "distribution",
    engine: "fused",
    window: 60,
    units: [100, 50],
    dropout: 0.1,
    denseUnits: 16,
    l2: 0.003,
    returnWeight: null,
    learningRate: 0.001,
    warmUpSteps: 100,
    gradientNorm: 1,
    batchSize: 32,
    epochs: 12,
    earlyStopping: { patience: 5 },
    reduceLearningRate: { factor: 0.5, patience: 5, minimum: 1e-5 },
    seed: 42,
  });
});

test("when a training goes on, then it is short and careful, and otherwise the same", () => {
  expect(continuation(DEFAULT_CONFIG)).toEqual({
    ...DEFAULT_CONFIG,
    epochs: 3,
    learningRate: 0.3 * 0.001,
    earlyStopping: { patience: 2 },
    reduceLearningRate: { factor: 0.5, patience: 1, minimum: 1e-5 },
  });
  expect(continuation(DEFAULT_CONFIG, "months")).toMatchObject({ epochs: 4, learningRate: 0.001 });
  const short = parseConfig({ epochs: 1, earlyStopping: { patience: 1 } });
  expect(continuation(short)).toMatchObject({ epochs: 1, earlyStopping: { patience: 1 } });
});

test("when another target is given, then its defaults apply to the fields that are not given", () => {
  const config = parseConfig({ target: "return", epochs: 30 });
  expect(config).toMatchObject({
    target: "return",
    epochs: 30,
    dropout: 0.25,
    warmUpSteps: 0,
    gradientNorm: null,
    batchSize: 32,
    earlyStopping: { patience: 15 },
  });
});

test("when the engine is auto, then the configuration names the fused one; other names stay", () => {
  const engines = (["auto", "fused", "tensorflow", "tfjs"] as const).map(
    (engine) => parseConfig({ engine }).engine,
  );
  expect(engines).toEqual(["fused", "fused", "tensorflow", "tfjs"]);
});

test("when one nested field is given, then its neighbours keep their defaults", () => {
  const config = parseConfig({ reduceLearningRate: { patience: 2 }, units: [8] });
  expect(config.reduceLearningRate).toEqual({ factor: 0.5, patience: 2, minimum: 1e-5 });
  expect(config.units).toEqual([8]);
});

describe("when a field is not legal, then the error quotes it and says what is", () => {
  test.each([
    [{ epochs: -3 }, "epochs is -3: expected at least 1"],
    [{ epochs: 2.5 }, "epochs is 2.5: expected a whole number from 1 to 100000"],
    [{ units: [10, 0] }, "units.1 is 0: expected at least 1"],
    [{ units: [] }, "units is []: expected one to four layers"],
    [{ covariates: [""] }, 'covariates.0 is "": expected a symbol such as SPY or ^VIX'],
    [{ covariates: ["SPY", "spy"] }, 'covariates is ["SPY","spy"]: expected each symbol once'],
    [{ covariates: "SPY" }, 'covariates is "SPY": expected an array of symbols'],
    [
      { covariates: [..."ABCDEFG"] },
      'covariates is ["A","B","C","D","E","F","G"]: expected at most 6 symbols',
    ],
    [
      { target: "level" },
      'target is "level": Invalid option: expected one of "distribution"|"return"|"price"',
    ],
    [{ dropout: "0.2" }, 'dropout is "0.2": expected a number from 0 to 0.95'],
    [{ dropout: [0.1, 2] }, "dropout.1 is 2: expected at most 0.95"],
    [
      { dropout: [0.1] },
      "dropout is [0.1]: expected one number, or as many as there are LSTM layers in units",
    ],
    [{ returnWeight: -1 }, "returnWeight is -1: expected at least 0"],
    [{ earlyStopping: { patience: 0 } }, "earlyStopping.patience is 0: expected at least 1"],
    [
      { horizons: [5, 20] },
      "horizons is [5,20]: expected 1 and at most 5 later ones up to 20, ascending, such as [1, 5, 20]",
    ],
    [{ horizons: [1, 20, 5] }, "horizons is [1,20,5]: expected 1 and at most 5 later ones up to 20"],
    [{ horizons: [1, "x"] }, 'horizons.1 is "x": expected a number of sessions'],
    [
      { horizons: [1, 5], target: "price" },
      'such as [1, 5, 20]; later ones for the target "distribution" alone',
    ],
    [{ epoch: 3 }, "epoch: not a field of the configuration"],
    [{ epochs: 0, seed: -1 }, "epochs is 0: expected at least 1; seed is -1: expected at least 0"],
    [null, "configuration is null"],
  ])("%j", (given, message) => {
    expect(() => parseConfig(given)).toThrow(message);
    expect(() => parseConfig(given)).toThrow(expect.objectContaining({ code: "bad_config" }));
  });
});

test("when there are covariates, then they are in upper case and in order; when there are none, then the field is absent", () => {
  expect(parseConfig({ covariates: ["^vix", "SPY"] }).covariates).toEqual(["^VIX", "SPY"]);
  for (const given of [{}, { covariates: [] }]) expect(parseConfig(given)).toEqual(DEFAULT_CONFIG);
  expect(DEFAULT_CONFIG).not.toHaveProperty("covariates");
});

test("when horizons are given, then they are part of the configuration; that of the next session alone is the default", () => {
  expect(parseConfig({ horizons: [1, 5, 20] }).horizons).toEqual([1, 5, 20]);
  expect(parseConfig({ horizons: [1] })).toEqual(DEFAULT_CONFIG);
  expect(parseConfig({ horizons: [1], target: "return" })).toEqual(parseConfig({ target: "return" }));
});

test("when a network has several horizons, then they share the weight that one has", () => {
  expect(lossWeightsOf(parseConfig({ horizons: [1, 5, 10, 20] }))).toEqual([
    0.25, 0.075, 0.25, 0.075, 0.25, 0.075, 0.25, 0.075,
  ]);
  expect(lossWeightsOf(parseConfig({ horizons: [1, 5], returnWeight: 1 }))).toEqual([0.5, 0.5, 0.5, 0.5]);
  expect(lossWeightsOf(DEFAULT_CONFIG)).toEqual([1, 0.3]);
});
