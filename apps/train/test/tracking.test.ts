import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { StandIn } from "../../../packages/mlflow-js-client/test/stand-in.ts";
import { cli, folder, QUICK } from "./cli.ts";
import { cliProcess } from "./cli-process.ts";

let server: StandIn;
let mlruns: string;
let models: string;
beforeEach(async () => {
  server = await new StandIn().start();
  mlruns = await folder();
  models = await folder();
});
afterEach(() => server.kill());

const environment = (online = true) => ({
  MLRUNS_DIR: mlruns,
  MLFLOW_TRACKING_URI: online ? server.uri : "",
});
const tracked = (args: string[], { online = true } = {}) => cli(args, { env: environment(online) });
const train = (options: Parameters<typeof tracked>[1] = {}, ...flags: string[]) =>
  tracked(["train", ...QUICK, "--out", models, "--json", ...flags], options);
const spooled = async () => (await readdir(join(mlruns, "spool"))).filter((name) => name.endsWith(".jsonl"));

describe("a training with a server", () => {
  test("when it is done, then the server has parameters, curves, scores, data, the bundle and a registered model", async () => {
    const { code, stdout, stderr } = await train();
    expect(code).toBe(0);
    const document = JSON.parse(stdout);
    const [run] = server.runs;
    expect(run!.info).toMatchObject({ status: "FINISHED", run_name: document.version });
    expect(stderr).toContain(`MLflow    ${server.uri}/#/experiments/`);
    expect(Object.fromEntries(run!.params)).toMatchObject({
      ...{ symbol: "AAPL", target: "distribution", engine: "fused", units: "5 4", window: "20", seed: "42" },
      ...{ "earlyStopping.patience": "5", "reduceLearningRate.factor": "0.5", gradientNorm: "1" },
    });
    const metadata = JSON.parse(await readFile(join(document.bundle, "metadata.json"), "utf8"));
    for (const [key, field] of [
      ["loss/train", "loss"],
      ["loss/validation", "valLoss"],
      ["learning_rate", "learningRate"],
    ] as const) {
      expect(server.points(key)).toEqual(
        metadata.history.map((epoch: Record<string, number>) => [epoch.epoch, epoch[field]]),
      );
    }
    const { model, naive } = document.scores.test;
    expect(server.points("test/mase")).toEqual([[0, model.mase]]);
    expect(server.points("test/naive_mae")).toEqual([[0, naive.mae]]);
    expect(server.points("test/coverage_90")).toEqual([[0, model.intervals["90"].coverage]]);
    expect(server.points("train/rmse")).toEqual([[0, document.scores.train.model.rmse]]);
    expect(Object.fromEntries(run!.tags)).toMatchObject({
      ...{ "mlflow.source.name": "lstm-predict train", bundle: document.version, "data.source": "sample" },
      ...{ "weights.sha256": document.weightsSha256, "data.sha256": document.bars.sha256 },
      "mlflow.source.git.commit": metadata.commit,
    });
    const [input] = run!.inputs;
    expect(input!.dataset).toMatchObject({
      name: "AAPL daily bars",
      digest: document.bars.sha256.slice(0, 36),
    });
    for (const file of ["report.html", "weights.bin", "plots/loss.png"]) {
      const key = [...server.store.files.keys()].find((name) => name.endsWith(`/artifacts/bundle/${file}`))!;
      expect(server.store.files.get(key)).toEqual(await readFile(join(document.bundle, file)));
    }
    const mlModel = [...server.store.files].find(([name]) => name.endsWith("/MLmodel"))![1].toString();
    expect(mlModel).toContain('"shape":[-1,20,6]');
    expect(await spooled()).toEqual([]);
  });

  test("when another is promoted, then the registry's champion moves with it, and back", async () => {
    const first = JSON.parse((await train()).stdout);
    const second = JSON.parse((await train({}, "--seed", "7", "--no-promote")).stdout);
    const champion = () => server.store.registered.get("lstm-predict AAPL")!.aliases.get("champion");
    expect(champion()).toBe("1");
    const promote = (...flags: string[]) =>
      tracked(["promote", "--symbol", "AAPL", "--models-dir", models, ...flags]);
    expect((await promote("--version", second.version)).stderr).toContain("is version 2 now");
    expect(champion()).toBe("2");
    const back = await promote("--rollback");
    expect(back.stdout).toContain(`AAPL: ${first.version} is now served`);
    expect(champion()).toBe("1");
  });

  test("when it is interrupted, then its run is a killed one with the epochs so far", async () => {
    const args = ["train", ...QUICK, "--out", models, "--epochs", "5000", "--patience", "5000"];
    await cliProcess(args, { env: environment(), interrupt: "epoch   3/5000" });
    const [run] = server.runs;
    expect(run!.info.status).toBe("KILLED");
    expect(server.points("loss/train").length).toBeGreaterThanOrEqual(3);
  });

  test("when it fails, then its run is a failed one", async () => {
    // The models folder is a file.
    await tracked(["train", ...QUICK, "--out", import.meta.filename]);
    expect(server.runs.map(({ info }) => info.status)).toEqual(["FAILED"]);
  });
});

describe("a training without a server", () => {
  test("when it is done, then it waits in the spool, and the next one with a server sends it as well", async () => {
    const first = await train({ online: false });
    expect(first.code).toBe(0);
    expect(first.stderr).toContain("no server: pnpm mlflow starts one");
    expect(await spooled()).toHaveLength(1);
    const second = await train();
    expect(second.stderr).toContain("1 earlier run sent too");
    expect(await spooled()).toEqual([]);
    expect(server.runs.map(({ info }) => info.status)).toEqual(["FINISHED", "FINISHED"]);
  });

  test("when the server is not there, then training goes on, warns once, and keeps the record", async () => {
    await server.kill();
    const run = await train();
    expect(run.code).toBe(0);
    expect(run.stderr.match(/MLflow: /g)).toHaveLength(1);
    expect(run.stderr).toContain("the server did not take it");
    expect(await spooled()).toHaveLength(1);
  });

  test("when no record is wanted, then there is none", async () => {
    const run = await train({ online: false }, "--no-track");
    expect(run.stderr).not.toContain("MLflow");
    expect(await readdir(mlruns)).toEqual([]);
  });
});

test("when a backtest is done, then its folds are runs within its run", async () => {
  const run = await tracked([
    ...[
      "backtest",
      "--symbol",
      "AAPL",
      "--source",
      "sample",
      "--start",
      "2016-06-01",
      "--window",
      "25",
      "--units",
      "4",
    ],
    ...[
      "--epochs",
      "1",
      "--folds",
      "2",
      "--refit-every",
      "40",
      "--seeds",
      "1",
      "--out",
      await folder(),
      "--json",
    ],
  ]);
  const document = JSON.parse(run.stdout);
  const parent = server.runs.find(({ info }) => info.run_name === "AAPL, distribution")!;
  const folds = server.runs.filter((own) => own.tags.get("mlflow.parentRunId") === parent.info.run_id);
  expect(folds.map(({ info }) => info.run_name).sort()).toEqual([
    "AAPL, seed 42, fold 1",
    "AAPL, seed 42, fold 2",
  ]);
  expect(server.points("mase", parent)).toEqual([[0, document.overall.model.mase]]);
  expect(folds.every((fold) => server.points("mase", fold).length === 1)).toBe(true);
  expect([...server.store.files.keys()].some((name) => name.endsWith("/forecasts/AAPL.csv"))).toBe(true);
});
