import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { parseConfig } from "@lstm-predict/model";
import { StandIn } from "../../../packages/mlflow-js-client/test/stand-in.ts";
import { QUICK_CONFIG, trackedTraining } from "../../../packages/tracking/test/tracked.ts";
import { cli, folder, QUICK } from "./cli.ts";

let server: StandIn;
let mlruns: string;
let models: string;
beforeEach(async () => {
  server = await new StandIn().start();
  [mlruns, models] = [await folder(), await folder()];
});
afterEach(() => server.kill());

const tracked = (args: string[]) =>
  cli(args, { env: { MLRUNS_DIR: mlruns, MLFLOW_TRACKING_URI: server.uri } });

test("when a training is done, then its run is on the server, and the registry's champion moves with promotions", async () => {
  const { code, stdout, stderr } = await tracked(["train", ...QUICK, "--out", models, "--json"]);
  expect(code).toBe(0);
  const first = JSON.parse(stdout);
  const [run] = server.runs;
  expect(run!.info).toMatchObject({
    status: "FINISHED",
    run_name: expect.stringMatching(new RegExp(`^distribution, seed 42, .*, ${first.version}$`)),
  });
  expect(stderr).toContain(`MLflow    ${server.uri}/#/experiments/`);
  const { commit } = JSON.parse(await readFile(join(first.bundle, "metadata.json"), "utf8"));
  expect(Object.fromEntries(run!.tags)).toMatchObject({
    "mlflow.source.name": "lstm-predict train",
    "mlflow.source.git.commit": commit,
    bundle: first.version,
    "weights.sha256": first.weightsSha256,
    "data.sha256": first.bars.sha256,
  });
  expect(server.points("test/mase")).toEqual([[0, first.scores.test.model.mase]]);
  const spool = await readdir(join(mlruns, "spool"));
  expect(spool.filter((name) => name.endsWith(".jsonl"))).toEqual([]);

  process.env.MLFLOW_TRACKING_URI = server.uri;
  const { trained } = await trackedTraining({
    mlrunsDir: mlruns,
    modelsDir: models,
    config: parseConfig({ ...QUICK_CONFIG, seed: 7 }),
    promoted: false,
  }).finally(() => delete process.env.MLFLOW_TRACKING_URI);
  const champion = () => server.store.registered.get("lstm-predict AAPL")!.aliases.get("champion");
  expect(champion()).toBe("1");
  const promote = (...flags: string[]) =>
    tracked(["promote", "--symbol", "AAPL", "--models-dir", models, ...flags]);
  const promoted = await promote("--version", trained!.bundle.metadata.version);
  expect(promoted.stderr).toContain("is version 2 now");
  expect(champion()).toBe("2");
  const back = await promote("--rollback");
  expect(back.stdout).toContain(`AAPL: ${first.version} is now served`);
  expect(champion()).toBe("1");
});

test("when a training fails, then its run is a failed one", async () => {
  // The models folder is a file.
  const { code } = await tracked(["train", ...QUICK, "--out", import.meta.filename]);
  expect([code, server.runs.map(({ info }) => info.status)]).toEqual([1, ["FAILED"]]);
});

test("when a backtest is done, then its folds are runs within its run", async () => {
  const folds2 = "--folds 2 --refit-every 40 --seeds 1".split(" ");
  const run = await tracked(["backtest", ...QUICK, ...folds2, "--out", await folder(), "--json"]);
  const document = JSON.parse(run.stdout);
  const parent = server.runs.find(({ info }) =>
    info.run_name.startsWith("AAPL, 2 folds, distribution, seed 42, "),
  )!;
  const folds = server.runs.filter(({ tags }) => tags.get("mlflow.parentRunId") === parent.info.run_id);
  expect(folds.map(({ info }) => info.run_name).sort()).toEqual([
    "AAPL, seed 42, fold 1",
    "AAPL, seed 42, fold 2",
  ]);
  expect(server.points("mase", parent)).toEqual([[0, document.overall.model.mase]]);
  expect(folds.every((fold) => server.points("mase", fold).length === 1)).toBe(true);
  expect([...server.store.files.keys()].some((name) => name.endsWith("/forecasts/AAPL.csv"))).toBe(true);
});
