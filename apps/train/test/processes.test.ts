import { once } from "node:events";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { readChampion } from "@lstm-predict/registry";
import { type StandIn, sampleMarket, startStandIn } from "yahoo-stand-in";
import { StandIn as MlflowServer } from "../../../packages/mlflow-js-client/test/stand-in.ts";
import { cliProcess, startCli } from "./cli-process.ts";
import { folder } from "./folder.ts";
import { QUICK } from "./quick.ts";

const KERAS = fileURLToPath(
  new URL("../../../packages/model-formats/test/fixtures/keras/keras-3.15.keras", import.meta.url),
);
const NO_TENSORFLOW = `data:text/javascript,${encodeURIComponent(`import { registerHooks } from "node:module";
registerHooks({ load(url, context, next) {
  if (url.includes("tensorflow")) throw new Error("loaded " + url);
  return next(url, context);
} });`)}`;
const SYMBOLS = ["AAPL", "MSFT", "KO", "SPY", "JNJ"];

let yahoo: StandIn;
let env: Record<string, string>;
let work: string;
// biome-ignore lint/suspicious/noExplicitAny: a document of the command line
let trained: any;

beforeAll(async () => {
  yahoo = await startStandIn({ markets: SYMBOLS.map((symbol, k) => sampleMarket({ symbol, scale: 1 + k })) });
  work = await folder();
  env = {
    MODELS_DIR: await folder(),
    DATA_DIR: await folder(),
    MLRUNS_DIR: await folder(),
    MLFLOW_TRACKING_URI: "",
    YAHOO_STAND_IN: yahoo.url,
    NODE_OPTIONS: `--import ${import.meta.resolve("yahoo-stand-in/redirect")}`,
  };
  await writeFile(join(work, "symbols.txt"), SYMBOLS.join("\n"));
  const [low, high] = [Array(6).fill(90), Array(6).fill(190)];
  await writeFile(join(work, "scaler.json"), JSON.stringify({ data_min_: low, data_max_: high }));
});
afterAll(async () => {
  await yahoo[Symbol.asyncDispose]();
});

const file = (name: string) => join(work, name);

// In this order: each is given what those before it have made.
describe("every command, in a process of its own", () => {
  test("when a model is trained, then stdout is one document, all else is on stderr, and nothing is coloured", async () => {
    const { code, stdout, stderr } = await cliProcess(["train", ...QUICK, "--json"], { env });
    expect(code).toBe(0);
    trained = JSON.parse(stdout);
    expect(trained).toMatchObject({ symbol: "AAPL", champion: { promoted: true } });
    expect(trained.bundle).toBe(join(env.MODELS_DIR!, "AAPL", trained.version));
    expect(stderr).toContain(
      "AAPL: 342 daily bars, 2017-01-03 to 2018-05-11, from @observablehq/sample-datasets/aapl.csv",
    );
    expect(stderr).toContain("trained 2 epochs");
    expect(stderr).not.toContain("\u001b");
  });

  test.each<[string, () => string[], string | RegExp]>([
    ["evaluate", () => ["--symbol", "AAPL"], /^ test +model /m],
    [
      "predict",
      () => ["--symbol", "AAPL", "--source", "sample"],
      "forecast of the close of Monday 2018-05-14",
    ],
    ["runs list", () => [], /^ \* +AAPL /m],
    ["runs compare", () => ["--symbol", "AAPL"], /^ *1 +\* +AAPL /m],
    ["runs best", () => [], "Next: pnpm serve\n"],
    ["models list", () => [], /^ \* +AAPL /m],
    ["export", () => ["--symbol", "AAPL", "--format", "onnx", "--out", file("aapl.onnx")], "as ONNX:\n"],
    ["explore", () => ["--symbol", "AAPL", "--source", "sample", "--out", file("aapl.html")], /^Report {6}/m],
    [
      "import",
      () => ["--keras", KERAS, "--scaler", file("scaler.json"), "--symbol", "KO", "--force"],
      "Champion  this bundle is now served: imported",
    ],
    ["fetch", () => ["--symbol", "AAPL,MSFT", "--start", "2018-01-01"], /^ MSFT +91 /m],
    ["fit-volatility", () => ["--symbols-file", file("symbols.txt")], "By interval score the refit is "],
    [
      "backtest",
      () => [...QUICK, "--folds", "1", "--refit-every", "20", "--seeds", "1", "--out", file("folds")],
      /^Forecasts {2}/m,
    ],
    ["retrain", () => ["--symbols", "AAPL", "--dry-run"], /^ AAPL +planned +/m],
    ["promote", () => ["--symbol", "AAPL", "--version", trained.version], / is now served\n$/],
  ])("when %s is run, then it succeeds and says so", async (command, args, expected) => {
    const { code, stdout, stderr } = await cliProcess([...command.split(" "), ...args()], { env });
    expect([code, stderr]).toEqual([0, expect.not.stringMatching(/error:|^\s+at /m)]);
    expect(stdout).toMatch(expected);
  });

  test.each([
    [["runs", "sync"], 1, /^error: there is no MLflow server and 3 runs wait in .*\n$/],
    [["trian"], 2, /^error: unknown command 'trian'\n/],
    [["predict", "--symbol", "MSFT"], 1, /^error: MSFT has no trained model yet: .*\n$/],
  ])("when it is %j, then the exit code is %d and stdout is empty", async (args, code, message) => {
    expect(await cliProcess(args, { env })).toEqual({
      code,
      stdout: "",
      stderr: expect.stringMatching(message),
    });
  });
});

test.each([
  [["retrain", "--symbols", "AAPL,MSFT", "--dry-run"], 0, ""],
  [["jobs", "list", "--queue", "nowhere"], 1, "expected redis://host:port"],
])("when %j computes nothing, then TensorFlow.js is never loaded", async (args, code, message) => {
  const NODE_OPTIONS = `${env.NODE_OPTIONS} --import ${NO_TENSORFLOW}`;
  const run = await cliProcess(args, { env: { ...env, NODE_OPTIONS } });
  expect([run.code, run.stderr]).toEqual([code, expect.stringContaining(message)]);
  expect(run.stderr).not.toContain("tensorflow");
});

test("when Ctrl-C comes in the middle, then training ends at once, by itself, its run is a killed one, and nothing was saved", async () => {
  const server = await new MlflowServer().start();
  const out = await folder();
  const args = ["train", ...QUICK, "--epochs", "5000", "--patience", "5000", "--out", out];
  const run = await cliProcess(args, {
    env: { MLFLOW_TRACKING_URI: server.uri },
    interrupt: "epoch   3/5000",
  });
  expect(run.code).toBe(130);
  expect(run.stderr).toMatch(/error: stopped in epoch \d+: nothing was saved\n$/);
  expect(await readdir(out)).toEqual([]);
  expect(server.runs.map(({ info }) => info.status)).toEqual(["KILLED"]);
  expect(server.points("loss/train").length).toBeGreaterThanOrEqual(3);
  await server.kill();
});

test("when who reads leaves after the first words, as `head` does, then the training goes on to its end", async () => {
  const models = await folder();
  const child = await startCli(["train", ...QUICK, "--out", models]);
  child.stdout.destroy();
  child.stderr.once("data", () => child.stderr.destroy());
  expect(await once(child, "close")).toEqual([0, null]);
  expect((await readChampion(models, "AAPL"))?.reason).toBe("first successful training");
});
