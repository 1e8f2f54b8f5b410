import { expect, test } from "@jest/globals";
import { loadBundle } from "@lstm-predict/artifacts";
import { lastCloseOf, rowsBefore } from "@lstm-predict/bars";
import * as tf from "@tensorflow/tfjs";
import { finish } from "../../src/explain/explain-window.ts";
import { inputGradients } from "../../src/explain/input-gradients.ts";
import { Forecaster } from "../../src/forecaster.ts";
import { readLayers } from "../../src/layers.ts";
import { TrackedIntervals } from "../../src/tracked-intervals.ts";
import { loadStock } from "../stock.ts";
import { savedModel } from "../trained.ts";

test.each([
  ["distribution", { isTrained: true }],
  ["return", { units: [7], window: 5 }],
  ["price", { units: [6, 5, 3], window: 11 }],
] as const)(
  "when the gradients of a %s network with %j are computed, then they are TensorFlow.js'",
  async (target, options) => {
    const { bundle, preprocessor, series, window } = await savedModel(target, options as object);
    const layers = readLayers((await loadBundle(bundle.dir)).model);
    const stock = await loadStock(bundle.dir);
    const [batch, size] = [3, window * 6];
    const x = new Float32Array(batch * size);
    preprocessor.windows(series).gather([0, 50, 200], x);
    for (let output = 0; output < layers.outputs; output++) {
      const dOutputs = Float32Array.from({ length: batch * layers.outputs }, (_, k) =>
        k % layers.outputs === output ? 1 : 0,
      );
      const { outputs, dx } = inputGradients(layers, x, dOutputs);
      const forward = (input: tf.Tensor) => stock.apply(input) as tf.Tensor;
      const [expected, gradient] = tf.tidy(() => {
        const input = tf.tensor3d(x, [batch, window, 6]);
        const slice = (values: tf.Tensor) => forward(values).slice([0, output], [batch, 1]);
        return [forward(input).dataSync<"float32">(), tf.grad(slice)(input).dataSync<"float32">()];
      });
      const largest = Math.max(...gradient.map(Math.abs));
      expect(largest).toBeGreaterThan(1e-4);
      outputs.forEach((value, k) => {
        expect(Math.abs(value - expected[k]!)).toBeLessThan(1e-5);
      });
      dx.forEach((value, k) => {
        expect(Math.abs(value - gradient[k]!)).toBeLessThan(1e-4 * largest);
      });
    }
  },
);

test("when a forecast is explained, then attributions sum to the difference, and point and width to the forecast", async () => {
  const { bundle, preprocessor, series, window } = await savedModel("distribution", { isTrained: true });
  const forecaster = await Forecaster.load(bundle.dir);
  const rows = rowsBefore(series, series.length, window);
  const { width, point, network } = forecaster.explain(rows);
  const { prediction, naive, intervals } = forecaster.forecast(rows);

  expect(network).toMatchObject({
    features: ["open", "high", "low", "close", "volume", "range_variance"],
    baseline: "mean",
  });
  expect(network!.outputs.map(({ name }) => name)).toEqual(["logVariance", "logReturn"]);
  for (const { value, baseline, difference, sum, error, attributions } of network!.outputs) {
    expect(value - baseline).toBeCloseTo(difference, 12);
    expect([attributions.length, attributions[0]!.length]).toEqual([60, 6]);
    expect(attributions.flat().reduce((total, one) => total + one, 0)).toBeCloseTo(sum, 6);
    expect(Math.abs(sum - difference)).toBeLessThan(0.01 * Math.abs(difference));
    expect(error).toBeLessThan(0.01);
  }
  const [logVariance, logReturn] = network!.outputs.map(({ value }) => value) as [number, number];
  expect(forecaster.decodeBatch([rows])[0]!.window.external!.network).toBeCloseTo(logVariance, 5);

  expect(point).toEqual({
    logReturn: Math.log(prediction / naive),
    drift: 0.0004,
    shrinkage: 0.6,
    networkReturn: logReturn,
  });
  expect(point!.drift + point!.shrinkage * point!.networkReturn).toBeCloseTo(point!.logReturn, 7);

  const [lower, upper] = intervals!["90"];
  expect(width!.networkWeight).toBe(0.5);
  expect(width!.width).toBeCloseTo(Math.log(upper / lower), 12);
  const product = width!.terms.reduce((total, { factor }) => total * factor, width!.usual);
  expect(Math.abs(product / Math.log(upper / lower) - 1)).toBeLessThan(1e-12);
  // A server may release a model that is replaced.
  const steps = forecaster.explainInSteps(rows);
  forecaster.release();
  expect(finish(steps)).toEqual({
    width,
    point,
    network: { ...network, milliseconds: expect.any(Number) },
  });

  // The baseline is the window that looks like the mean of the training.
  const { targets } = preprocessor.toJSON();
  const layers = readLayers((await loadBundle(bundle.dir)).model);
  const { outputs } = inputGradients(layers, new Float32Array(360), new Float32Array(2));
  network!.outputs.forEach(({ baseline }, k) => {
    expect(baseline).toBeCloseTo(outputs[k]! * targets.scale[k]! + targets.offset[k]!, 10);
  });
});

test("when the quantiles have followed days, then the width is that of the followed interval", async () => {
  const { bundle, series, window } = await savedModel("distribution");
  const forecaster = await Forecaster.load(bundle.dir);
  const rows = rowsBefore(series, series.length, window);
  const forecast = forecaster.forecast(rows);
  const tracked = new TrackedIntervals(forecaster.intervals!);
  for (let day = 0; day < 20; day++) tracked.update(forecast, 1.5 * lastCloseOf(rows));
  const quantileOf = (explanation: ReturnType<typeof forecaster.explain>) =>
    explanation.width!.terms.find(({ name }) => name === "quantile")!.factor;
  const followed = forecaster.explain(rows, undefined, { errorBar: tracked.errorBar });
  const [lower, upper] = tracked.apply(forecast).intervals!["90"];
  expect(followed.width!.width).toBeCloseTo(Math.log(upper / lower), 12);
  // 20 days outside, each of which widens it by exp(.01 * .9).
  expect(quantileOf(followed) / quantileOf(forecaster.explain(rows))).toBeCloseTo(Math.exp(20 * 0.009), 10);
});

test("when later horizons are asked for, then the widths of their intervals are explained as well", async () => {
  const { bundle, series, window } = await savedModel("distribution", { isTrained: true });
  const forecaster = await Forecaster.load(bundle.dir);
  const rows = rowsBefore(series, series.length, window);
  const forecast = forecaster.forecast(rows);
  const { laterWidths } = forecaster.explain(rows, undefined, { horizons: [1, 4, 20] });
  expect(laterWidths!.map(({ horizon }) => horizon)).toEqual([4, 20]);
  for (const { horizon, usual, terms } of laterWidths!) {
    const [lower, upper] = forecaster.forecastAt(forecast, horizon).intervals!["90"];
    const product = terms.reduce((total, { factor }) => total * factor, usual);
    expect(Math.abs(product / Math.log(upper / lower) - 1)).toBeLessThan(1e-12);
  }
});

test("when the network has covariates, then they are explained as columns; without their closes, the network has no part", async () => {
  const covariates = ["^VIX", "SPY"];
  const { bundle, series, window } = await savedModel("distribution", { isTrained: true, covariates });
  const forecaster = await Forecaster.load(bundle.dir);
  const rows = rowsBefore(series, series.length, window);
  const [context] = forecaster.contextsFrom(series, series.length, series.length + 1, "2020-10-27");
  const { network, width } = forecaster.explain(rows, context);
  expect(network!.features.slice(-3)).toEqual(["range_variance", "^VIX", "SPY"]);
  for (const { error, attributions } of network!.outputs) {
    expect(attributions[0]).toHaveLength(8);
    expect(error).toBeLessThan(0.01);
  }
  expect(width!.networkWeight).toBe(0.5);

  const without = forecaster.explain(rows);
  const [lower, upper] = forecaster.forecast(rows).intervals!["90"];
  expect(without.network).toBeUndefined();
  expect(without.point).toMatchObject({ drift: 0.0004, networkReturn: Number.NaN });
  expect(without.point!.logReturn).toBeCloseTo(0.0004, 12);
  expect(without.width!.networkWeight).toBe(0);
  const product = without.width!.terms.reduce((total, { factor }) => total * factor, without.width!.usual);
  expect(Math.abs(product / Math.log(upper / lower) - 1)).toBeLessThan(1e-12);
});

test("when the target is the price, then the baseline is the middle of its range, and all of the return the network's", async () => {
  const { bundle, series, window } = await savedModel("price", { window: 11, units: [5] });
  const forecaster = await Forecaster.load(bundle.dir);
  const rows = rowsBefore(series, series.length, window);
  const { width, point, network } = forecaster.explain(rows);
  const { prediction, naive } = forecaster.forecast(rows);
  // A window too short for HAR has a constant volatility.
  expect(width).toBeUndefined();
  expect(network).toMatchObject({ baseline: "middle", outputs: [{ name: "price" }] });
  expect(network!.features.at(-1)).toBe("adj_close");
  expect(network!.outputs[0]!.value).toBeCloseTo(prediction, 3);
  expect(network!.outputs[0]!.error).toBeLessThan(0.01);
  const logReturn = Math.log(prediction / naive);
  expect(point).toEqual({ logReturn, drift: 0, shrinkage: 1, networkReturn: logReturn });
});

test("when the network is new, so that no input reaches its outputs, then nothing is attributed, and the error is no quotient of zeros", async () => {
  const { bundle, series, window } = await savedModel("distribution");
  const forecaster = await Forecaster.load(bundle.dir);
  const { network } = forecaster.explain(rowsBefore(series, series.length, window));
  for (const { difference, sum, error } of network!.outputs)
    expect([difference, sum, error].map(Math.abs)).toEqual([0, 0, 0]);
});
