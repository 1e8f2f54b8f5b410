import { beforeAll, describe, expect, test } from "@jest/globals";
import { toRawSeries } from "@lstm-predict/bars";
import { chronologicalSplits, PRESETS, Preprocessor } from "@lstm-predict/preprocessing";
import * as tf from "@tensorflow/tfjs";
import { buildModel } from "../src/build.ts";
import { type ModelConfigInput, parseConfig } from "../src/config.ts";
import type { Engine } from "../src/engines/engine.ts";
import { Random } from "../src/random.ts";
import { predictRange, weightedSquaredError } from "../src/samples.ts";
import { type TrainingEvent, trainModel } from "../src/train.ts";
import { exportModel } from "../src/weights.ts";
import { ENGINES, opening } from "./engines.ts";

/** Bars whose returns alternate in sign, so that a network can learn the next return from the last. */
function learnableSeries(bars: number) {
  const random = new Random(2);
  let close = 50;
  return toRawSeries(
    Array.from({ length: bars }, (_, day) => {
      const open = close;
      close *= Math.exp((day % 2 === 0 ? 0.01 : -0.01) + 0.002 * random.normal());
      const date = new Date(Date.UTC(2020, 0, 1 + day)).toISOString().slice(0, 10);
      const [high, low] = [Math.max(open, close), Math.min(open, close)];
      return { date, open, high, low, close, volume: 1000, adjClose: close };
    }),
  );
}

const SMALL: ModelConfigInput = {
  target: "return",
  dropout: 0.25,
  window: 8,
  units: [6, 4],
  denseUnits: 4,
  epochs: 4,
  learningRate: 0.01,
};

let engine: Engine;

function prepare(given: ModelConfigInput = {}) {
  const config = parseConfig({ ...SMALL, ...given });
  const series = learnableSeries(160);
  const splits = chronologicalSplits(series.length, config.window);
  const windows = Preprocessor.fit(series, {
    target: config.target,
    window: config.window,
    trainWindows: splits.train.to,
  }).windows(series);
  const random = new Random(config.seed);
  const model = buildModel(config, random, engine);
  const data = { windows, train: splits.train, validation: splits.validation };
  const validationLoss = () => {
    const { outputs, targets } = predictRange(model, windows, splits.validation);
    return weightedSquaredError(outputs, targets, PRESETS[config.target].lossWeights);
  };
  return { config, model, data, random, validationLoss };
}

async function run(given: ModelConfigInput = {}) {
  const { config, model, data, random, validationLoss } = prepare(given);
  const events: TrainingEvent[] = [];
  for await (const event of trainModel(model, data, config, random)) events.push(event);
  const epochs = events.filter((event) => event.type === "epoch");
  return { model, events, epochs, validationLoss };
}

const weightBytes = async (model: tf.LayersModel) => Buffer.from((await exportModel(model)).weightData);

describe.each(ENGINES)("engine %s", (name) => {
  beforeAll(
    opening(name, (opened) => {
      engine = opened;
    }),
  );

  describe("the events of a training", () => {
    test("when all epochs are done, then every event was yielded, in order", async () => {
      const { events, epochs } = await run();
      expect(events[0]).toMatchObject({ type: "started", epochs: 4, batches: 4 });
      expect(events.filter(({ type }) => type === "batch")).toHaveLength(16);
      expect(epochs.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4]);
      const best = epochs.reduce((a, b) => (b.valLoss < a.valLoss ? b : a)).epoch;
      expect(events.at(-1)).toEqual({ type: "stopped", reason: "completed", epochs: 4, bestEpoch: best });
    });

    test("when the series is learnable, then the validation loss falls far below the variance of the targets", async () => {
      const { validationLoss, epochs } = await run({ epochs: 30, dropout: 0 });
      expect(epochs[0]!.valLoss).toBeGreaterThan(0.3);
      expect(validationLoss()).toBeLessThan(0.1);
    });
  });

  test("when the learning rate warms up over ten steps, then the first step is a tenth of the one without", async () => {
    const firstStep = async (warmUpSteps: number) => {
      const { config, model, data, random } = prepare({ warmUpSteps });
      const before = Buffer.from(await weightBytes(model));
      for await (const event of trainModel(model, data, config, random)) if (event.type === "batch") break;
      return largestMove(before, await weightBytes(model));
    };
    const [cold, warm] = [await firstStep(0), await firstStep(10)];
    expect(warm / cold).toBeCloseTo(0.1, 2);
  });

  function largestMove(before: Buffer, after: Buffer): number {
    const [a, b] = [before, after].map((bytes) => new Float32Array(new Uint8Array(bytes).buffer));
    return Math.max(...a!.map((value, k) => Math.abs(value - b![k]!)));
  }

  describe("the best weights", () => {
    test("when later epochs are worse, then the model has the best epoch's weights", async () => {
      const { epochs, validationLoss, events } = await run({ epochs: 8, learningRate: 0.2 });
      const losses = epochs.map(({ valLoss }) => valLoss);
      expect(validationLoss()).toBeCloseTo(Math.min(...losses), 10);
      expect(losses.at(-1)).toBeGreaterThan(Math.min(...losses));
      expect(events.at(-1)).toMatchObject({ bestEpoch: losses.indexOf(Math.min(...losses)) + 1 });
    });

    test("when patience runs out, then training stops early, after the learning rate was reduced", async () => {
      const { events, epochs } = await run({
        epochs: 200,
        learningRate: 0.2,
        earlyStopping: { patience: 4 },
        reduceLearningRate: { patience: 2 },
      });
      const stopped = events.at(-1) as Extract<TrainingEvent, { type: "stopped" }>;
      expect(stopped.reason).toBe("early");
      expect(stopped.epochs).toBe(stopped.bestEpoch + 4);
      const reduced = events.filter((event) => event.type === "lrReduced");
      expect(reduced.length).toBeGreaterThan(0);
      expect(reduced[0]!.learningRate).toBeCloseTo(0.1, 12);
      const next = epochs.find(({ epoch }) => epoch === reduced[0]!.epoch + 1)!;
      expect(next.learningRate).toBeCloseTo(0.1, 12);
    });

    test("when the consumer leaves the loop, then training ends and the model has the best weights so far", async () => {
      const { config, model, data, random, validationLoss } = prepare({ epochs: 50 });
      let best = Number.POSITIVE_INFINITY;
      for await (const event of trainModel(model, data, config, random)) {
        if (event.type === "epoch") best = Math.min(best, event.valLoss);
        if (event.type === "batch" && event.epoch === 3 && event.batch === 2) break;
      }
      expect(validationLoss()).toBeCloseTo(best, 10);
    });
  });

  describe("weights that are trained already", () => {
    /** Trains a model again as trained, at another learning rate. */
    async function again(learningRate: number) {
      const { config, model, data, random, validationLoss } = prepare({ epochs: 30, dropout: 0 });
      for await (const _ of trainModel(model, data, config, random));
      const before = { loss: validationLoss(), bytes: await weightBytes(model) };
      const events: TrainingEvent[] = [];
      const later = { ...config, epochs: 3, learningRate };
      for await (const event of trainModel(model, data, later, random, { isTrained: true }))
        events.push(event);
      const epochs = events.filter((event) => event.type === "epoch");
      return { before, epochs, end: events.at(-1), loss: validationLoss(), bytes: await weightBytes(model) };
    }

    test("when every epoch has a higher validation loss, then they stay, as epoch 0", async () => {
      const { before, epochs, end, bytes } = await again(0.5);
      expect(Math.min(...epochs.map(({ valLoss }) => valLoss))).toBeGreaterThan(before.loss);
      expect(epochs.map(({ improved }) => improved)).toEqual([false, false, false]);
      expect(end).toEqual({ type: "stopped", reason: "completed", epochs: 3, bestEpoch: 0 });
      expect(bytes.equals(before.bytes)).toBe(true);
    });

    test("when an epoch has a lower one, then the model has the weights of the best", async () => {
      const { before, epochs, end, loss } = await again(0.001);
      const losses = epochs.map(({ valLoss }) => valLoss);
      expect(Math.min(...losses)).toBeLessThan(before.loss);
      expect(loss).toBeCloseTo(Math.min(...losses), 10);
      expect(end).toMatchObject({ bestEpoch: losses.indexOf(Math.min(...losses)) + 1 });
    });
  });

  describe("reproducibility", () => {
    test("when dropout is given by layer, then each layer has its own, and equal ones are one for all", async () => {
      const weights = async (dropout: number | number[]) =>
        weightBytes((await run({ epochs: 1, dropout })).model);
      expect(await weights([0.25, 0.25])).toEqual(await weights(0.25));
      expect((await weights([0.25, 0])).equals(await weights(0.25))).toBe(false);
    });

    test("when the weight of the return is the target's, then nothing changes; another one changes the losses", async () => {
      const losses = async (returnWeight: number | null) => {
        const { epochs } = await run({ target: "distribution", epochs: 1, returnWeight });
        return epochs.map(({ loss, valLoss }) => [loss, valLoss]);
      };
      expect(await losses(0.3)).toEqual(await losses(null));
      const [[all], [half], [none]] = [await losses(1), await losses(0.5), await losses(0)];
      expect(half![1]).toBeLessThan(all![1]!);
      expect(none![1]).toBeLessThan(half![1]!);
    });

    test("when seed and data are the same, then all weights are equal; with another seed they differ", async () => {
      const [first, again, other] = [await run(), await run(), await run({ seed: 43 })];
      expect((await weightBytes(first.model)).equals(await weightBytes(again.model))).toBe(true);
      expect(first.epochs.map(({ loss }) => loss)).toEqual(again.epochs.map(({ loss }) => loss));
      expect((await weightBytes(first.model)).equals(await weightBytes(other.model))).toBe(false);
    });
  });

  describe("memory", () => {
    test("when a model is trained, then the number of tensors is constant, and at the end the same as before", async () => {
      const { config, model, data, random } = prepare({ epochs: 6 });
      const before = tf.memory().numTensors;
      const counts: number[] = [];
      for await (const event of trainModel(model, data, config, random)) {
        if (event.type === "epoch") counts.push(tf.memory().numTensors);
      }
      expect(new Set(counts).size).toBe(1);
      expect(tf.memory().numTensors).toBe(before);
      model.dispose();
    });
  });

  test("when training diverges, then the error has the losses and suggests a lower learning rate", async () => {
    const { config, model, data, random } = prepare({ target: "price", learningRate: 1, epochs: 50 });
    // Weights that overflow float32 have the effect of a learning rate that is far too large.
    tf.tidy(() => model.setWeights(model.getWeights().map((weight) => tf.mul(weight, 1e38))));
    const training = (async () => {
      for await (const _ of trainModel(model, data, config, random));
    })();
    await expect(training).rejects.toMatchObject({
      code: "diverged",
      message: expect.stringMatching(/^training diverged in epoch 1: loss .*; try a learning rate below 1$/),
    });
  });
});
