import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { nextSecond } from "../../../tooling/jest/next-second.ts";
import { cli, folder, QUICK } from "./cli.ts";

let models: string;
let first: Awaited<ReturnType<typeof cli>>;
// biome-ignore lint/suspicious/noExplicitAny: the test is what checks the document's shape
let document: any;

beforeAll(async () => {
  models = await folder();
  first = await cli(["train", ...QUICK, "--out", models, "--json"]);
  document = JSON.parse(first.stdout);
});

describe("train --json", () => {
  test("when it succeeds, then stdout is one document with the promised fields", () => {
    expect(first.code).toBe(0);
    expect(document).toMatchObject({
      symbol: "AAPL",
      dataSource: "sample",
      target: "distribution",
      parameters: 430,
      seed: 42,
      epochs: 2,
      version: expect.stringMatching(/^\d{8}T\d{6}Z-[0-9a-f]{8}$/),
      bundle: join(models, "AAPL", document.version),
      bars: {
        from: "2017-01-03",
        to: "2018-05-11",
        count: 342,
        sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
      weightsSha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      bestEpoch: expect.any(Number),
      seconds: expect.any(Number),
    });
    for (const split of ["train", "validation", "test"]) {
      for (const forecast of ["model", "naive", "drift"]) {
        const scores = document.scores[split][forecast];
        for (const name of ["r2", "mae", "rmse", "mape", "mase"])
          expect(scores[name]).toEqual(expect.any(Number));
      }
      expect(document.scores[split].naive.mase).toBe(1);
    }
    expect([document.scores.train.model.n, document.scores.test.naive.n]).toEqual([225, 48]);
    const { 5: week, 20: month } = document.laterScores;
    expect([week.train.model.n, week.test.model.n, month.test.model.n]).toEqual([225, 48 - 4, 48 - 19]);
    expect(document.calibration.network.weight).toEqual(expect.any(Number));
  });

  test("when output is no terminal, then every epoch is a plain line on stderr", () => {
    expect(first.stderr).toMatch(
      /epoch {3}1\/2 {2}loss \d\.\d{4} {2}validation \d\.\d{4} {2}learning rate 1\.0e-3/,
    );
    expect(first.stderr).toContain("trained 2 epochs");
    expect(first.stderr).not.toContain("\u001b");
  });

  test("when there is no MLflow server, then the last line says where the record waits", () => {
    expect(first.stderr).toMatch(/\nMLflow {4}kept in .*spool \(no server: pnpm mlflow starts one; .*\)\n$/);
  });

  test("when the bundle is opened, then it is the one that the document describes, and it is served", async () => {
    const metadata = JSON.parse(await readFile(join(document.bundle, "metadata.json"), "utf8"));
    expect(metadata).toMatchObject({ weightsSha256: document.weightsSha256, data: { source: "sample" } });
    expect(metadata.history).toHaveLength(2);
    expect(metadata.config).toMatchObject({ window: 20, units: [5, 4] });
    expect(await readdir(document.bundle)).toContain("report.html");
    const champion = JSON.parse(await readFile(join(models, "AAPL", "champion.json"), "utf8"));
    expect(champion.version).toBe(document.version);
  });
});

describe("training again", () => {
  test("when seed and data are the same, then so are the weights, and the champion stays", async () => {
    const runs = join(await folder(), "runs");
    await nextSecond();
    const again = await cli(["train", ...QUICK, "--out", models, "--tensorboard", runs]);
    expect(again.code).toBe(0);
    const [run] = await readdir(runs);
    expect(again.stderr).toContain(`TensorBoard  ${join(runs, run!)}\n`);
    const versions = (await readdir(join(models, "AAPL"))).filter((name) => name.startsWith("2"));
    expect(new Set(versions.map((version) => version.split("-")[1])).size).toBe(1);
    expect(again.stdout).toContain(`Champion  stays ${document.version}`);
    expect(again.stdout).toMatch(
      /model's mean error is \d+\.\d\d % (better|worse) than that of "tomorrow = today"/,
    );
    expect(again.stdout).toMatch(/test\s+model\s+[\d.-]+/);
    const version = versions.find((name) => name !== document.version)!;
    const promoted = await cli(["promote", "--symbol", "aapl", "--version", version, "--models-dir", models]);
    expect(promoted.stdout).toBe(`AAPL: ${version} is now served\n`);
  });

  test("when the seed differs, then so do the weights; a file and flags make the configuration", async () => {
    const config = join(await folder(), "config.json");
    await writeFile(config, JSON.stringify({ target: "price", epochs: 9, seed: 7 }));
    const out = await folder();
    const run = await cli(["train", ...QUICK, "--config", config, "--out", out, "--json"]);
    const other = JSON.parse(run.stdout);
    expect(other).toMatchObject({ target: "price", epochs: 2, seed: 7, shrinkage: 1 });
    expect(other.weightsSha256).not.toBe(document.weightsSha256);
  });
});

describe("--horizon", () => {
  const network = "--symbol AAPL --source sample --window 25 --units 4 --dense-units 3 --epochs 1".split(" ");

  test("when a training scores horizons, then the screen has a line and a sentence for each, and evaluate finds the same", async () => {
    const trained = ["train", ...network, "--start", "2017-01-01", "--out", await folder()];
    const { stdout } = await cli([...trained, "--horizon", "1,3"]);
    expect(stdout).toMatch(/\n 1 +48 .*\n 3 +46 /);
    expect(stdout).toContain("\n3 sessions ahead the mean error was ");
    expect(stdout).toContain("forecast from the symbol's own bars, without the VIX.");
    await nextSecond();
    const { bundle, laterScores } = JSON.parse((await cli([...trained, "--horizon", "3", "--json"])).stdout);
    const evaluated = JSON.parse((await cli(["evaluate", "--model", bundle, "--json"])).stdout).laterScores;
    expect(Object.keys(evaluated)).toEqual(["3"]);
    const [ours, theirs] = [evaluated[3].test, laterScores[3].test];
    expect(ours.model.intervals).toEqual(theirs.model.intervals);
    expect(ours.model.relative).toEqual(theirs.model.relative);
    expect(ours.model.mase).toBeCloseTo(theirs.model.mase, 5);
    const shown = await cli(["evaluate", "--model", bundle, "--horizon", "2,20"]);
    expect(shown.stdout).toMatch(/\n 2 +47 .*\n 20 +29 /);
  });

  test("when no test day has a close so far ahead, then that horizon is left out", async () => {
    const short = ["train", ...network, "--start", "2017-10-15", "--out", await folder(), "--json"];
    const { laterScores, scores } = JSON.parse((await cli(short)).stdout);
    expect(scores.test.model.n).toBeLessThan(20);
    expect(Object.keys(laterScores)).toEqual(["5"]);
  });
});

describe("evaluate", () => {
  test("when the bundle is evaluated, then its own scores come back from the forecaster", async () => {
    const run = await cli(["evaluate", "--model", document.bundle, "--json"]);
    expect(run.code).toBe(0);
    const { scores, sameBars, bars } = JSON.parse(run.stdout);
    expect([sameBars, bars]).toEqual([true, document.bars]);
    for (const split of ["train", "validation", "test"]) {
      for (const name of ["r2", "mae", "rmse", "mape", "mase"]) {
        expect(scores[split].model[name]).toBeCloseTo(document.scores[split].model[name], 5);
      }
      const { model, ...others } = document.scores[split];
      expect(scores[split]).toMatchObject(others);
      for (const level of ["50", "80", "90", "95"]) {
        const { terciles, ...intervals } = model.intervals[level];
        const found = scores[split].model.intervals[level];
        expect(found.terciles).toEqual(terciles);
        // The forecaster's network agrees with TensorFlow.js to the last digits of float32.
        for (const [name, value] of Object.entries(intervals))
          expect(found[name]).toBeCloseTo(Number(value), 6);
      }
    }
  });

  test("when the bars are others, then a warning says so", async () => {
    const run = await cli(["evaluate", "--model", document.bundle, "--end", "2018-01-31"]);
    expect(run.code).toBe(0);
    expect(run.stderr).toContain("These are not the bars of the training");
  });
});

describe("predict", () => {
  test("when a symbol is forecast, then its champion speaks, beside naive and the last date", async () => {
    const run = await cli([
      "predict",
      "--symbol",
      "AAPL",
      "--models-dir",
      models,
      "--source",
      "sample",
      "--json",
    ]);
    const forecast = JSON.parse(run.stdout);
    expect(forecast).toMatchObject({
      symbol: "AAPL",
      asOf: "2018-05-11",
      dataSource: "sample",
      naive: 188.589996,
    });
    expect(forecast.prediction / forecast.naive).toBeCloseTo(1 + forecast.return, 10);
    expect(Math.abs(forecast.return)).toBeLessThan(0.05);
    const text = await cli(["predict", "--model", document.bundle, "--source", "sample"]);
    expect(text.stdout).toContain("the naive forecast: the last close, of 2018-05-11");
    expect(text.stdout).toContain("1 is as good as naive");
  });
});
