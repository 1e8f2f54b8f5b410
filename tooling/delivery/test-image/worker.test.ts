import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { RedisServer } from "redis-server";
import { endAll, freePorts, REPOSITORY, start } from "../test-server/programs.ts";
import {
  baseImage,
  build,
  configOf,
  container,
  megabytes,
  runIn,
  unexpectedlyWritable,
  volumesIn,
} from "./buildah.ts";

const WORKER = "localhost/lstm-predict-worker";
const MAIN = "apps/train/src/main.ts";

let base: string;
let work: string;
let volumes: Record<string, string>;
let redis: RedisServer;
beforeAll(async () => {
  base = await baseImage();
  await build(base, "worker", WORKER);
  work = await mkdtemp(join(tmpdir(), "worker-image-"));
  volumes = await volumesIn(work);
  redis = await RedisServer.start();
}, 600_000);
afterAll(async () => {
  await endAll();
  await redis[Symbol.asyncDispose]();
  await rm(work, { recursive: true, force: true });
});

test("when the image is built, then it says what it is, and has neither tools, tests, a page nor a second Node", async () => {
  const added = (await megabytes(WORKER)) - (await megabytes(base));
  process.stderr.write(`the worker's image adds ${added} MB to Node's\n`);
  expect(added).toBeLessThanOrEqual(200);
  const config = await configOf(WORKER);
  expect(config.User).toBe("node");
  expect(config.Cmd).toEqual(["node", "apps/worker/src/main.ts"]);
  expect(config.Labels["org.opencontainers.image.title"]).toBe("lstm-predict worker");
  expect(Object.keys(config.Volumes).sort()).toEqual(["/data", "/mlruns", "/models", "/tmp"]);
  const { stdout } = await runIn(WORKER, ["ls", "node_modules/.pnpm", "apps", "packages", "apps/worker"]);
  expect(stdout).toMatch(/^bullmq@/m);
  expect(stdout).toMatch(/^@tensorflow\+tfjs/m);
  expect(stdout).not.toMatch(/biome|turbo|^typescript@|jest|vite@|node-linux|playwright|^test/m);
  expect(stdout).not.toMatch(/^(api|train|dashboard)$/m);
  expect(await unexpectedlyWritable(WORKER)).toEqual([]);
});

/** Sends a backtest on the bundled sample to the queue. */
const backtest = (...flags: string[]) =>
  start(process.execPath, [MAIN, "backtest", "--symbol", "AAPL", "--source", "sample", ...flags], sender());

const sender = () => ({
  QUEUE_URL: redis.url,
  DATA_DIR: join(work, "sender"),
  MODELS_DIR: join(work, "none"),
  MLFLOW_TRACKING_URI: "http://127.0.0.1:9", // no server listens there
  MLRUNS_DIR: join(work, "sender"),
});

async function statesOfJobs(): Promise<string[]> {
  const { stdout } = await promisify(execFile)(process.execPath, [MAIN, "jobs", "list", "--json"], {
    cwd: REPOSITORY,
    env: { ...process.env, NODE_OPTIONS: "", ...sender() },
  });
  return JSON.parse(stdout).jobs.map(({ state }: { state: string }) => state);
}

test("when jobs wait, then the image performs them, is healthy, and on SIGTERM gives back what it has not finished", async () => {
  const { Cmd, Healthcheck } = await configOf(WORKER);
  const [port] = await freePorts(1);
  const env = {
    QUEUE_URL: redis.url,
    WORKER_PORT: String(port),
    WORKER_GRACE_SECONDS: "0",
    LSTM_THREADS: "1",
  };
  const [kind, ...health] = Healthcheck.Test;
  expect(kind).toBe("CMD");
  // It does not listen yet.
  expect(await runIn(WORKER, health, { env })).toMatchObject({ code: 1 });

  await using box = await container(WORKER);
  const worker = box.run(Cmd, { env, volumes });
  const small = ["--units", "5,4", "--dense-units", "4", "--epochs", "1", "--folds", "2", "--seeds", "1"];
  const sent = backtest(...small);
  await new Promise((resolve) => sent.child.once("exit", resolve));
  expect([sent.child.exitCode, sent.output.text]).toEqual([0, expect.stringContaining("2/2")]);
  expect(await runIn(WORKER, health, { env })).toMatchObject({ code: 0 });

  const long = backtest("--units", "100,50", "--epochs", "200", "--folds", "1");
  while (!(await statesOfJobs()).includes("active") && long.child.exitCode === null) await setTimeout(100);
  await worker.signal("SIGTERM");
  const ended = await worker.exit;
  expect(ended.code).toBe(0);
  expect(ended.stdout).toMatch(/handed back/);
  expect(await statesOfJobs()).toContain("waiting");
}, 300_000);
