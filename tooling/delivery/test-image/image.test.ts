import { mkdtemp, readdir, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import {
  baseImage,
  build,
  configOf,
  container,
  megabytes,
  runIn as runWith,
  unexpectedlyWritable,
  volumesIn,
} from "./buildah.ts";

const API = "localhost/lstm-predict-api";
const TRAIN = "localhost/lstm-predict-train";

let base: string;
let work: string;
/** Mount points by local folder, in place of volumes. */
let volumes: Record<string, string>;
beforeAll(async () => {
  base = await baseImage();
  await build(base, "api", API);
  await build(base, "train", TRAIN);
  work = await mkdtemp(join(tmpdir(), "image-"));
  volumes = await volumesIn(work);
}, 600_000);
afterAll(() => rm(work, { recursive: true, force: true }));

/** Runs a command in a new container until it ends. */
function runIn(image: string, command: string[], env: Record<string, string> = {}) {
  return runWith(image, command, { env, volumes });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

test("when the images are built, then the API's adds at most 100 MB to Node's, and both say what they are", async () => {
  const sizes = { base: await megabytes(base), api: await megabytes(API), train: await megabytes(TRAIN) };
  process.stderr.write(`image sizes, MB: ${JSON.stringify(sizes)}\n`);
  expect(sizes.api - sizes.base).toBeLessThanOrEqual(100);

  const api = await configOf(API);
  expect(api.User).toBe("node");
  expect(api.Cmd).toEqual(["node", "apps/api/src/main.ts"]);
  expect(api.Labels).toMatchObject({
    "org.opencontainers.image.title": "lstm-predict api",
    "org.opencontainers.image.licenses": "MIT",
  });
  const train = await configOf(TRAIN);
  expect(train.User).toBe("node");
  expect(train.Entrypoint).toEqual(["node", "apps/train/src/main.ts"]);
});

test("when the API's image is searched, then TensorFlow.js, tools, tests and a second Node are not in it", async () => {
  const { stdout } = await runIn(API, ["ls", "node_modules/.pnpm", "apps", "packages", "apps/api"]);
  expect(stdout).toMatch(/^express@/m);
  expect(stdout).not.toMatch(/tensorflow|biome|turbo|typescript@|jest|vite@|node-linux|playwright|^test/m);
  expect(stdout).not.toMatch(
    /^(train|training|model|evaluation|backtest|jobs|tracking|reports|mlflow-js-client)$/m,
  );
});

test("when the images' user looks for places to write, then only the volumes and temporary folders are", async () => {
  for (const image of [API, TRAIN]) {
    expect(await unexpectedlyWritable(image)).toEqual([]);
  }
});

test("when the trainer's image draws a symbol's history, then the page is in the data folder", async () => {
  const { Entrypoint: trainer } = await configOf(TRAIN);
  const explored = await runIn(TRAIN, [...trainer, "explore", "--symbol", "AAPL", "--source", "sample"]);
  expect(explored).toMatchObject({ code: 0 });
  expect(await readdir(join(work, "data", "explore"))).toContain("AAPL.html");
});

test("when the trainer's image trains, then the API's serves it, is healthy, and ends on SIGTERM", async () => {
  const { Entrypoint: trainer } = await configOf(TRAIN);
  const quick = ["--start", "2016-01-01", "--units", "5,4", "--dense-units", "4", "--epochs", "1"];
  const args = ["train", "--symbol", "AAPL", "--source", "sample", ...quick];
  // No server listens on this port, so that the test uses none of this machine.
  const trained = await runIn(TRAIN, [...trainer, ...args], { MLFLOW_TRACKING_URI: "http://127.0.0.1:9" });
  expect(trained).toMatchObject({ code: 0 });
  expect(trained.stdout).toMatch(/Champion +this bundle is now served/);
  expect(await readdir(join(work, "models", "AAPL"))).toContain("champion.json");
  expect(await readdir(join(work, "mlruns"))).toContain("spool");

  const { Cmd, Healthcheck } = await configOf(API);
  const [kind, ...health] = Healthcheck.Test;
  expect(kind).toBe("CMD");
  const env = { PORT: String(await freePort()), MARKET_SOURCE: "sample" };
  // The API does not listen yet.
  expect(await runIn(API, health, env)).toMatchObject({ code: 1 });

  await using box = await container(API);
  const { child, exit, signal } = box.run(Cmd, { env, volumes });
  const url = `http://127.0.0.1:${env.PORT}`;
  const answers = () => fetch(`${url}/health`).catch(() => undefined);
  while (!(await answers())?.ok && child.exitCode === null) await setTimeout(50);
  expect(await runIn(API, health, env)).toMatchObject({ code: 0 });

  const last_60_days = Array.from({ length: 60 }, (_, day) => {
    const close = 180 + 5 * Math.sin(day / 3);
    return [close - 1, close + 2, close - 2, close, 5e7 + 1e6 * day, close];
  });
  const predict = await fetch(`${url}/predict`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ symbol: "AAPL", last_60_days }),
  });
  expect(predict.status).toBe(200);
  const forecast = (await predict.json()) as { prediction: number; naive: number; intervals: object };
  expect(forecast.naive).toBe(last_60_days.at(-1)![3]);
  expect(Math.abs(forecast.prediction / forecast.naive - 1)).toBeLessThan(0.1);
  expect(Object.keys(forecast.intervals)).toEqual(["50", "80", "90", "95"]);
  process.stderr.write(`POST /predict: ${JSON.stringify(forecast)}\n`);

  const page = await fetch(url, { headers: { accept: "text/html" } });
  expect(page.status).toBe(200);
  const [, script] = /<script[^>]* src="([^"]+\.js)"/.exec(await page.text())!;
  for (const path of [
    script!,
    "/forecast/AAPL",
    "/docs/",
    "/redoc/redoc.standalone.js",
    "/docs/swagger-ui-bundle.js",
  ]) {
    const answer = await fetch(new URL(path, url));
    expect([path, answer.status]).toEqual([path, 200]);
    await answer.arrayBuffer(); // an unread answer would delay the end of the server
  }

  await signal("SIGTERM");
  const ended = await exit;
  expect(ended.code).toBe(0);
  expect(ended.stdout).toMatch(/SIGTERM: takes no new request/);
}, 300_000);
