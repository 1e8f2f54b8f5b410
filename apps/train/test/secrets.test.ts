import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { RedisServer } from "redis-server";
import { sampleMarket, startStandIn, type StandIn as Yahoo } from "yahoo-stand-in";
import { StandIn } from "../../../packages/mlflow-js-client/test/stand-in.ts";
import { nextSecond } from "../../../tooling/jest/next-second.ts";
import { type CliRun, cli, folder, QUICK } from "./cli.ts";
import { cliProcess } from "./cli-process.ts";

/** In every setting that may have a secret, with other words after it. */
const SECRET = "pl4nted";
const NOWHERE = `http://me:${SECRET}-nowhere@127.0.0.1:1`;
const PLANTED = {
  MLFLOW_TRACKING_TOKEN: `${SECRET}-token`,
  MLFLOW_TRACKING_PASSWORD: `${SECRET}-password`,
  MLFLOW_REGISTRY_URI: "",
  AWS_ACCESS_KEY_ID: `${SECRET}-id`,
  AWS_SECRET_ACCESS_KEY: `${SECRET}-key`,
  AWS_SESSION_TOKEN: `${SECRET}-session`,
  AWS_REGION: "us-east-1",
  AWS_ENDPOINT_URL_S3: NOWHERE,
  MLFLOW_S3_ENDPOINT_URL: NOWHERE,
  HTTP_PROXY: NOWHERE,
  HTTPS_PROXY: NOWHERE,
  PIP_INDEX_URL: NOWHERE,
  REDIS_URL: `redis://:${SECRET}-redis@127.0.0.1:1`,
  API_KEYS: `me:${SECRET}`,
};

const SYMBOLS = ["AAPL", "AAA", "BBB", "CCC", "DDD", "EEE"];

let server: StandIn;
let yahoo: Yahoo;
let env: Record<string, string>;
let work: string;
const runs: { args: string[]; run: CliRun }[] = [];

/** Runs a command twice, the second time for a document where it can print one. */
async function both(args: string[], over: Record<string, string> = {}, json = true): Promise<void> {
  for (const more of json ? [[], ["--json"]] : [[]]) {
    const all = [...args, ...more];
    if (["train", "import", "retrain"].includes(args[0]!)) await nextSecond(); // equal weights need two
    const run = await cli(all, { env: { ...env, ...over } });
    runs.push({ args: all, run });
  }
}

/** Flags of a search that takes a second. */
const TUNING = ["--trials", "1", "--folds", "1", "--refit-every", "20"];

/** Each command that may use a queue. */
const QUEUED = [
  ...["list", "watch", "retry", "cancel", "schedule"].map((name) => ["jobs", name]),
  ["retrain", "--symbols", "AAPL"],
  ["retrain", "--symbols", "AAPL", "--schedule", "30 17 * * 1-5"],
  ["fetch", "--symbol", "AAPL"],
  [
    "backtest",
    ...QUICK.filter((flag) => !["--source", "sample"].includes(flag)),
    "--folds",
    "1",
    "--seeds",
    "1",
  ],
  ["tune", ...QUICK.filter((flag) => !["--source", "sample"].includes(flag)), ...TUNING],
];

/** Queues that nobody serves, whose address is not legal, that want another password, and, for what ends without workers, that work. */
async function onQueues(): Promise<void> {
  const away = `redis://me:${SECRET}-queue@127.0.0.1:1`;
  const NODE_OPTIONS = `--import ${import.meta.resolve("yahoo-stand-in/redirect")}`;
  const waiting = QUEUED.map(async (args) => {
    const run = await cliProcess(args, { env: { ...env, NODE_OPTIONS, QUEUE_URL: away } });
    runs.push({ args, run: { ...run, code: run.code! } });
  });
  await Promise.all(waiting);
  for (const url of [`http://me:${SECRET}@host`, `redis://me:${SECRET}/x@host`, `me:${SECRET}@host:6379`])
    for (const args of QUEUED) await both(args, { QUEUE_URL: url }, false);
  // Where there is no Redis, test:queue shows the same.
  const user = `me on >${SECRET}-right ~* &* +@all`;
  const redis = await RedisServer.start({ settings: { user } }).catch(() => undefined);
  if (!redis) return;
  const queue = (password: string) => redis.url.replace(/:[^:]*@/, `me:${SECRET}-${password}@`);
  for (const args of QUEUED) await both(args, { QUEUE_URL: queue("wrong") }, false);
  for (const args of QUEUED.filter((args) => args[0] === "jobs" || args.includes("--schedule")))
    await both(args, { QUEUE_URL: queue("right") }, args.includes("list"));
  await redis[Symbol.asyncDispose]();
}

beforeAll(async () => {
  server = await new StandIn().start();
  yahoo = await startStandIn({ markets: SYMBOLS.map((symbol) => sampleMarket({ symbol })) });
  work = await folder();
  const at = (name: string) => join(work, name);
  env = {
    ...PLANTED,
    MODELS_DIR: at("models"),
    DATA_DIR: at("data"),
    MLRUNS_DIR: at("mlruns"),
    YAHOO_STAND_IN: yahoo.url,
    STALE_AFTER: "0",
    MLFLOW_TRACKING_URI: server.uri.replace("//", `//me:${SECRET}-mlflow@`),
  };
  await writeFile(at("symbols.txt"), SYMBOLS.join("\n"));
  const store = { MODEL_STORE: "s3://bucket/models" };

  await both(["train", ...QUICK, "--horizon", "2,5", "--tensorboard", at("tensorboard")]);
  await both(["evaluate", "--symbol", "AAPL", "--horizon", "3"]);
  await both(["predict", "--symbol", "AAPL"]);
  await both(["predict", "--symbol", "AAPL", "--horizon", "1,5,20"]);
  const span = ["--folds", "1", "--refit-every", "20", "--seeds", "1", "--out", at("backtests")];
  await both(["backtest", ...QUICK, ...span]);
  await both(["tune", ...QUICK, ...TUNING, "--out", at("tunings")]);
  const [, json] = runs;
  const { version } = JSON.parse(json!.run.stdout);
  await both(["promote", "--symbol", "AAPL", "--version", version, "--force"], {}, false);
  await both([
    "retrain",
    "--symbols",
    "AAPL",
    "--dry-run",
    "--summary",
    at("summary.md"),
    "--metrics",
    at("metrics"),
  ]);
  await both([
    "retrain",
    "--symbols",
    "AAPL",
    "--backtest-days",
    "0",
    ...QUICK.slice(QUICK.indexOf("--window")),
  ]);
  await both(["report", "--symbol", "AAPL", "--out", at("reports")]);
  await both(["export", "--symbol", "AAPL", "--format", "keras", "--out", at("aapl.keras")]);
  const scaler = ["--scaler", at("aapl.preprocessing.json")];
  await both(["import", "--keras", at("aapl.keras"), ...scaler, "--symbol", "AAPL", "--source", "sample"]);
  await both(["fetch", "--symbol", "AAPL"]);
  await both(["record", "--symbol", "AAPL"]);
  await both(["record", "list", "--symbol", "AAPL"]);
  for (const name of ["score", "verify"]) await both(["record", name]);
  await both(["record", "export", "--out", at("record.csv")], {}, false);
  await both(["explore", "--symbol", "AAPL", "--source", "sample"]);
  await both(["fit-volatility", "--symbols-file", at("symbols.txt")]);
  await both(["runs", "list"]);
  await both(["runs", "compare", "--html", at("compare.html")]);
  await both(["runs", "best"]);
  await both(["runs", "sync"]);
  for (const name of ["list", "prune"]) await both(["models", name]);
  for (const name of ["list", "push", "pull", "prune"]) await both(["models", name], store);
  // In a process of its own: without a PATH it finds nothing to install or start.
  const mlflow = await cliProcess(["mlflow"], { env: { ...env, PATH: at("nothing") } });
  runs.push({ args: ["mlflow"], run: { ...mlflow, code: mlflow.code! } });

  // A server that is away, one that refuses and repeats what it was sent, and addresses that are not legal.
  const away = { MLFLOW_TRACKING_URI: NOWHERE };
  await both(["train", ...QUICK], away, false);
  await both(["runs", "sync"], away);
  await both(["runs", "compare"], away);
  await both(["promote", "--symbol", "AAPL", "--version", version, "--force"], away, false);
  server.fault = ({ headers }) => ({ status: 401, body: `${headers.authorization} ${NOWHERE}` });
  await both(["runs", "compare"]);
  await both(["train", ...QUICK]);
  server.fault = () => undefined;
  for (const uri of [`ftp://me:${SECRET}@host`, `me:${SECRET}@host:5000`, `http://me:${SECRET}/x@host`]) {
    await both(["runs", "compare"], { MLFLOW_TRACKING_URI: uri });
    await both(["runs", "sync"], { MLFLOW_TRACKING_URI: uri });
    await both(["train", ...QUICK], { MLFLOW_TRACKING_URI: uri }, false);
    await both(
      ["promote", "--symbol", "AAPL", "--version", version, "--force"],
      { MLFLOW_TRACKING_URI: uri },
      false,
    );
  }
  for (const url of [`s3://me:${SECRET}@bucket`, `me:${SECRET}@bucket`, `http://me:${SECRET}@host/x`]) {
    await both(["models", "list"], { MODEL_STORE: url });
    await both(["predict", "--symbol", "AAPL"], { MODEL_STORE: url });
  }
  for (const host of ["127.0.0.1:1", "127.0.0.1:99999"]) {
    const nowhere = { TRACK_RECORD: `postgres://me:${SECRET}@${host}/record` };
    for (const name of ["score", "verify"]) await both(["record", name], nowhere);
    await both(["record"], nowhere);
    await both(["predict", "--symbol", "AAPL", "--record"], nowhere);
  }
  await both(["record", "score"], { TRACK_RECORD: `me:${SECRET}@host/record` });
  await onQueues();
}, 600_000);
afterAll(async () => {
  await server.kill();
  await yahoo[Symbol.asyncDispose]();
});

describe("when every setting that may have a secret has one", () => {
  test("then every command was run", async () => {
    const commands = async (...args: string[]) => {
      const { stdout } = await cli([...args, "--help"]);
      const list = stdout.slice(stdout.indexOf("\nCommands:"));
      const names = [...list.matchAll(/^ {2}([a-z][a-z-]*)/gm)].map(([, name]) => name!);
      return names.filter((name) => name !== "help");
    };
    const ran = (...words: string[]) => runs.some(({ args }) => words.every((word, k) => args[k] === word));
    const all = await commands();
    expect(all).toContain("train");
    expect(all.filter((name) => !ran(name))).toEqual([]);
    for (const group of ["runs", "models", "jobs", "record"]) {
      const below = await commands(group);
      expect(below.length).toBeGreaterThan(2);
      expect(below.filter((name) => !ran(group, name))).toEqual([]);
    }
    const failed = runs.slice(0, 46).filter(({ run }) => run.code !== 0);
    expect(failed.map(({ args, run }) => [args.join(" "), run.stderr])).toEqual([]);
  });

  test("then a command without its queue fails, and does nothing on this machine instead", () => {
    const away = runs.filter(({ run }) => /the queue (at|is) /.test(run.stderr));
    expect(away.length).toBeGreaterThanOrEqual(4 * QUEUED.length);
    expect(away.filter(({ run }) => run.code === 0)).toEqual([]);
  });

  test("then a promotion stands whatever the address of MLflow is", () => {
    const promotions = runs.filter(({ args }) => args[0] === "promote");
    expect(promotions.map(({ run }) => run.code)).toEqual(promotions.map(() => 0));
  });

  test("then no output of a command has a secret", () => {
    const told = runs.filter(({ run }) => (run.stdout + run.stderr).includes(SECRET));
    expect(told.map(({ args, run }) => [args.join(" "), run.stdout + run.stderr])).toEqual([]);
  });

  test("then no file that a command has written has a secret", async () => {
    const entries = await readdir(work, { recursive: true, withFileTypes: true });
    const files = entries
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name));
    expect(
      files.filter((file) => /metadata\.json|\.html|summary\.md|\.jsonl|tfevents/.test(file)).length,
    ).toBeGreaterThan(8);
    const told: string[] = [];
    for (const file of files) if ((await readFile(file)).includes(SECRET)) told.push(file);
    expect(told).toEqual([]);
  });

  test("then no run on the server has a secret", () => {
    expect(server.runs.length).toBeGreaterThan(1);
    const told = [...server.store.runs.values(), ...server.store.models.values(), ...server.store.registered];
    expect(JSON.stringify(told, (_key, value) => (value instanceof Map ? [...value] : value))).not.toContain(
      SECRET,
    );
    expect([...server.store.files].filter(([, bytes]) => bytes.includes(SECRET))).toEqual([]);
  });
});
