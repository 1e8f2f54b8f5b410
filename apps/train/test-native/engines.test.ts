import { execFileSync } from "node:child_process";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { loadBundle, type TrainedBundle } from "@lstm-predict/artifacts";
import { toRawSeries, windowsBefore } from "@lstm-predict/bars";
import { Forecaster } from "@lstm-predict/forecaster";
import { loadBars } from "@lstm-predict/market-data";
import { parseConfig } from "@lstm-predict/model";
import { isNativeBuilt } from "@lstm-predict/tensorflow-native";
import { forecastOn } from "@lstm-predict/training";
import { folder, QUICK } from "../test/cli.ts";
import { cliProcess as cli } from "../test/cli-process.ts";

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const ENGINES = isNativeBuilt() ? ["fused", "tfjs", "tensorflow"] : ["fused", "tfjs"];
if (!isNativeBuilt())
  process.stderr.write("engine tensorflow is not tested: `pnpm native` has not built it\n");

describe.each(ENGINES)("engine %s", (engine) => {
  let runs: string;
  let out: string;
  let bundle: TrainedBundle;
  const train = () =>
    cli(["train", ...QUICK, "--out", out, "--engine", engine, "--tensorboard", runs, "--json"]);

  beforeAll(async () => {
    [out, runs] = [await folder(), await folder()];
    const { stdout } = await train();
    bundle = (await loadBundle(JSON.parse(stdout).bundle)) as TrainedBundle;
  });

  test("when TensorBoard reads the run, then it finds the losses, the learning rate and the scores of the bundle", async () => {
    const [run] = await readdir(runs);
    const found: Record<string, [number, number][]> = JSON.parse(
      execFileSync(path(".venv/bin/python"), [path("read_events.py"), join(runs, run!)]).toString(),
    );
    const { history, scores, epochs } = bundle.metadata;
    const curve = (of: "loss" | "valLoss" | "learningRate") =>
      history.map((record) => [record.epoch, Math.fround(record[of])]);
    expect(found["loss/train"]).toEqual(curve("loss"));
    expect(found["loss/validation"]).toEqual(curve("valLoss"));
    expect(found.learning_rate).toEqual(curve("learningRate"));
    expect(found["test/mase"]).toEqual([[epochs, Math.fround(scores.test.model.mase)]]);
    expect(found["validation/naive_mae"]).toEqual([[epochs, Math.fround(scores.validation.naive.mae)]]);
  });

  test("when the same seed trains again, then the weights are the same to the last bit", async () => {
    const { stdout } = await train();
    expect(JSON.parse(stdout)).toMatchObject({ engine, weightsSha256: bundle.metadata.weightsSha256 });
  });

  test("when the forecaster serves the bundle, then every forecast is the engine's, to 1e-5", async () => {
    const { bars } = await loadBars({ symbol: "AAPL", source: "sample", start: "2017-01-01" });
    const raw = toRawSeries(bars);
    const forecaster = Forecaster.fromBundle(bundle);
    const served = forecaster.decodeBatch(windowsBefore(raw, 20, raw.length, 20));
    const config = parseConfig(bundle.metadata.config);
    expect(config.engine).toBe(engine);
    const { price } = await forecastOn(config, bundle, raw);
    expect(price.length - served.length).toBeLessThanOrEqual(1);
    served.forEach((own, k) => {
      expect(Math.abs(price[k]! / own.price - 1)).toBeLessThan(1e-5);
    });
  });
});
