import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { Interrupted } from "@lstm-predict/checks";
import { parseConfig } from "@lstm-predict/model";
import { StandIn } from "../../mlflow-js-client/test/stand-in.ts";
import { findScore, headOf, logLiveScores, moveChampionAlias } from "../src/index.ts";
import { folder, GIT, QUICK_CONFIG, spooled, trackedTraining } from "./tracked.ts";

let server: StandIn;
let mlrunsDir: string;
beforeEach(async () => {
  server = await new StandIn().start();
  mlrunsDir = await folder();
  process.env.MLFLOW_TRACKING_URI = server.uri;
});
afterEach(async () => {
  delete process.env.MLFLOW_TRACKING_URI;
  await server.kill();
});

describe("a training with a server", () => {
  test("when it is done, then the server has parameters, curves, scores, data, the bundle and a registered model", async () => {
    const { trained, where, notes } = await trackedTraining({ mlrunsDir });
    const { bundle, scores } = trained!;
    const { metadata } = bundle;
    const settings = "distribution, seed 42, window 20, units 5 4, denseUnits 4, epochs 2";
    const [run] = server.runs;
    expect(run!.info).toMatchObject({
      status: "FINISHED",
      run_name: `${settings}, ${metadata.version}`,
    });
    expect([where, notes]).toEqual([
      `${server.uri}/#/experiments/${run!.info.experiment_id}/runs/${run!.info.run_id}`,
      [],
    ]);
    expect(Object.fromEntries(run!.params)).toMatchObject({
      symbol: "AAPL",
      target: "distribution",
      engine: "fused",
      units: "5 4",
      window: "20",
      seed: "42",
      "earlyStopping.patience": "5",
      "reduceLearningRate.factor": "0.5",
      gradientNorm: "1",
    });
    for (const [key, field] of [
      ["loss/train", "loss"],
      ["loss/validation", "valLoss"],
      ["learning_rate", "learningRate"],
    ] as const) {
      expect(server.points(key)).toEqual(metadata.history.map((epoch) => [epoch.epoch, epoch[field]]));
    }
    const { model, naive } = scores.test;
    expect(server.points("test/mase")).toEqual([[0, model.mase]]);
    expect(server.points("test/naive_mae")).toEqual([[0, naive.mae]]);
    expect(server.points("test/coverage_90")).toEqual([[0, model.intervals["90"]!.coverage]]);
    const week = metadata.laterScores!["5"]!.test.model;
    expect(server.points("test_h5/mase")).toEqual([[0, week.mase]]);
    expect(server.points("test_h5/coverage_90")).toEqual([[0, week.intervals!["90"]!.coverage]]);
    expect(server.points("train/rmse")).toEqual([[0, scores.train.model.rmse]]);
    expect(Object.fromEntries(run!.tags)).toMatchObject({
      "mlflow.source.name": "lstm-predict train",
      "mlflow.source.git.commit": GIT.commit,
      "mlflow.source.git.branch": GIT.branch,
      bundle: metadata.version,
      settings,
      promoted: "yes",
      "mlflow.note.content": `test MASE ${scores.test.model.mase!.toFixed(4)}, bars ${metadata.data.from} to ${metadata.data.to}, became the champion`,
      kernel: metadata.kernel,
      "data.source": "sample",
      "weights.sha256": metadata.weightsSha256,
      "data.sha256": metadata.data.sha256,
    });
    const [input] = run!.inputs;
    expect(input!.dataset).toMatchObject({
      name: "AAPL daily bars",
      digest: metadata.data.sha256.slice(0, 36),
    });
    for (const file of ["report.html", "weights.bin", "plots/loss.png"]) {
      const key = [...server.store.files.keys()].find((name) => name.endsWith(`/artifacts/bundle/${file}`))!;
      expect(server.store.files.get(key)).toEqual(await readFile(join(bundle.dir, file)));
    }
    const mlModel = [...server.store.files].find(([name]) => name.endsWith("/MLmodel"))![1].toString();
    expect(mlModel).toContain('"shape":[-1,20,6]');
    expect(await spooled(mlrunsDir)).toEqual([]);
  });

  test("when another is promoted, then the registry's champion moves with it, and back", async () => {
    const modelsDir = await folder();
    const seven = parseConfig({ ...QUICK_CONFIG, seed: 7 });
    const { trained: first } = await trackedTraining({ mlrunsDir, modelsDir });
    const { trained: second } = await trackedTraining({
      mlrunsDir,
      modelsDir,
      config: seven,
      promoted: false,
    });
    const champion = () => server.store.registered.get("lstm-predict AAPL")!.aliases.get("champion");
    expect(champion()).toBe("1");
    const notes: string[] = [];
    const move = (version: string) =>
      moveChampionAlias({ mlrunsDir, onNote: (note) => notes.push(note) }, "AAPL", version);
    await move(second!.bundle.metadata.version);
    expect(champion()).toBe("2");
    await move(first!.bundle.metadata.version);
    expect(champion()).toBe("1");
    await move("20260101T000000Z-00000000");
    expect(champion()).toBe("1");
    expect(notes).toEqual([
      'MLflow: champion of "lstm-predict AAPL" is version 2 now',
      'MLflow: champion of "lstm-predict AAPL" is version 1 now',
      'MLflow: "lstm-predict AAPL" has no version of 20260101T000000Z-00000000; its champion stays',
    ]);
  });

  test("when its forecasts are settled, then live scores go to its run by date, and the same day adds no other point", async () => {
    const { trained } = await trackedTraining({ mlrunsDir });
    const notes: string[] = [];
    const log = (version: string, date: string, days: number, mase: number | null) =>
      logLiveScores({ mlrunsDir, onNote: (note) => notes.push(note) }, [
        { symbol: "AAPL", version, date, days, scores: { mase, coverage_90: 0.9 } },
      ]);
    const { version } = trained!.bundle.metadata;
    await log(version, "2026-11-26", 20, null);
    await log(version, "2026-11-27", 21, 0.99);
    expect(server.points("live/mase")).toEqual([[21, 0.99]]);
    expect(server.points("live/coverage_90")).toHaveLength(2);
    expect(server.points("live/days")).toEqual([
      [20, 20],
      [21, 21],
    ]);
    expect(notes).toEqual([]);
    await log("20260101T000000Z-00000000", "2026-11-27", 21, 0.99);
    await server.kill();
    await log(version, "2026-11-27", 21, 0.99);
    expect(notes).toEqual([
      "MLflow: 1 of 1 versions have no run, so their live scores are not there",
      expect.stringContaining("MLflow: live scores of 1 versions were not logged: "),
    ]);
  });

  test("when it is interrupted, then its run is a killed one with the epochs so far", async () => {
    const controller = new AbortController();
    let epochs = 0;
    const { error } = await trackedTraining({
      mlrunsDir,
      config: parseConfig({ ...QUICK_CONFIG, epochs: 5000, earlyStopping: { patience: 5000 } }),
      signal: controller.signal,
      onEpoch: () => ++epochs === 3 && controller.abort(),
    });
    expect(error).toBeInstanceOf(Interrupted);
    const [run] = server.runs;
    expect(run!.info.status).toBe("KILLED");
    expect(server.points("loss/train")).toHaveLength(3);
  });

  test("when it fails, then its run is a failed one", async () => {
    // The models folder is a file.
    const { error } = await trackedTraining({ mlrunsDir, modelsDir: import.meta.filename });
    expect(error).toMatchObject({ code: "write_failed" });
    expect(server.runs.map(({ info }) => info.status)).toEqual(["FAILED"]);
  });
});

describe("a training with a server of MLflow 2", () => {
  const noLoggedModels = ({ path }: { path: string }) =>
    path.startsWith("/logged-models")
      ? { status: 404, body: "<!doctype html><title>404 Not Found</title>" }
      : undefined;

  test("when it is done, then its run is finished, and its registered model has the files in the run", async () => {
    server.fault = noLoggedModels;
    const { trained, where, notes } = await trackedTraining({ mlrunsDir });
    const [run] = server.runs;
    const { run_id, status } = run!.info;
    expect([status, notes]).toEqual(["FINISHED", []]);
    expect(where).toMatch(new RegExp(`/runs/${run_id}$`));
    const { aliases, versions } = server.store.registered.get("lstm-predict AAPL")!;
    expect(versions).toEqual([
      expect.objectContaining({
        source: `runs:/${run_id}/model`,
        run_id,
        tags: expect.arrayContaining([{ key: "bundle", value: trained!.bundle.metadata.version }]),
      }),
    ]);
    expect(aliases.get("champion")).toBe("1");
    const weights = [...server.store.files].find(([name]) => name.endsWith("/artifacts/model/weights.bin"))!;
    expect(weights[1]).toEqual(await readFile(join(trained!.bundle.dir, "weights.bin")));
    expect(await spooled(mlrunsDir)).toEqual([]);
  });

  test("when it has no registry either, then the line on the run says how much is set aside and where", async () => {
    server.fault = (request) =>
      request.path.startsWith("/registered-models") ? { status: 404 } : noLoggedModels(request);
    const { where, notes } = await trackedTraining({ mlrunsDir });
    expect(server.runs.map(({ info }) => info.status)).toEqual(["FINISHED"]);
    expect(notes).toEqual([expect.stringContaining("set aside the model model")]);
    expect(where).toMatch(/; 1 entry refused, kept in .*set-aside/);
  });
});

describe("a training without a server", () => {
  test("when it is done, then it waits in the spool, and the next one with a server sends it as well", async () => {
    process.env.MLFLOW_TRACKING_URI = "";
    const first = await trackedTraining({ mlrunsDir });
    expect(first.where).toContain("no server: pnpm mlflow starts one");
    expect(await spooled(mlrunsDir)).toHaveLength(1);
    process.env.MLFLOW_TRACKING_URI = server.uri;
    const second = await trackedTraining({ mlrunsDir });
    expect(second.where).toContain("1 earlier run sent too");
    expect(await spooled(mlrunsDir)).toEqual([]);
    expect(server.runs.map(({ info }) => info.status)).toEqual(["FINISHED", "FINISHED"]);
  });

  test("when the server is not there, then training goes on, warns once, and keeps the record", async () => {
    await server.kill();
    const { trained, notes, where } = await trackedTraining({ mlrunsDir });
    expect(trained).toBeDefined();
    expect(notes).toEqual([expect.stringContaining("MLflow: ")]);
    expect(where).toContain("the server did not take it");
    expect(await spooled(mlrunsDir)).toHaveLength(1);
  });
});

test.each([
  ["test/mase", "MASE"],
  ["validation/mase", "validation MASE"],
  ["test_h5/coverage_90", "h5 coverage 90"],
  ["test_h/mase", undefined],
  ["train_h5/mase", undefined],
  ["test_h5/mase/x", undefined],
])("when the metric is %s, then its head is %s", (metric, head) => {
  expect(findScore(metric) && headOf(metric)).toBe(head);
});
