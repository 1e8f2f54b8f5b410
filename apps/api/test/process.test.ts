import { mkdtemp, rm } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type StandIn, sampleMarket, startStandIn } from "yahoo-stand-in";
import { launch } from "./launch.ts";
import { addModel, windowRows } from "./models.ts";
import { modelsFolder, post } from "./service.ts";

const NO_TENSORFLOW = `data:text/javascript,import { registerHooks } from "node:module";
registerHooks({ load(url, context, next) {
  if (url.includes("tensorflow")) throw new Error("loaded " + url);
  return next(url, context);
} });`;

let models: string;
let dataDir: string;
let yahoo: StandIn;
beforeAll(async () => {
  models = await modelsFolder();
  dataDir = await mkdtemp(join(tmpdir(), "api-data-"));
  yahoo = await startStandIn({ markets: [sampleMarket()] });
  await addModel(models);
});
afterAll(async () => {
  await yahoo[Symbol.asyncDispose]();
  await rm(dataDir, { recursive: true, force: true });
});

const env = () => ({ PORT: "0", MODELS_DIR: models, DATA_DIR: dataDir });

describe("the process", () => {
  test("when it serves and is asked to end, then it ends by itself with 0, TensorFlow.js never loaded", async () => {
    const { child, output, exit, listening } = launch(env(), ["--import", NO_TENSORFLOW]);
    const { url, symbols } = await listening();
    expect(symbols).toEqual(["AAPL"]);
    expect((await fetch(`${url}/ready`)).status).toBe(200);
    child.kill("SIGTERM");
    expect(await exit).toEqual([0, null]);
    expect(output.stderr).toBe("");
  });

  test("when it forecasts a symbol from Yahoo, then it still ends by itself with 0", async () => {
    const redirect = import.meta.resolve("yahoo-stand-in/redirect");
    const { child, exit, listening } = launch({ ...env(), YAHOO_STAND_IN: yahoo.url }, [
      "--import",
      redirect,
    ]);
    const { url } = await listening();
    const answer = await (await fetch(`${url}/forecast/AAPL`)).json();
    expect(answer).toMatchObject({ asOf: "2018-05-11", date: "2018-05-14", bars: { source: "yahoo" } });
    child.kill("SIGTERM");
    expect(await exit).toEqual([0, null]);
  });

  test.each(["SIGTERM", "SIGINT"] as const)(
    "when %s comes in the middle of a request, then the request is answered before the process ends",
    async (signal) => {
      const patient = { REQUEST_TIMEOUT_MS: "600000", DRAIN_MS: "600000" };
      const { child, exit, listening } = launch({ ...env(), ...patient });
      const { url } = await listening();
      const body = JSON.stringify({ last_60_days: windowRows() });
      const answered = new Promise<number>((resolve, reject) => {
        const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
        const sending = request(`${url}/predict`, { method: "POST", headers }, (response) => {
          response.resume().on("end", () => resolve(response.statusCode!));
        });
        sending.on("error", reject).write(body.slice(0, 100), async () => {
          await isReading(url);
          child.kill(signal);
          await refusesConnections(url);
          sending.end(body.slice(100));
        });
      });
      expect(await answered).toBe(200);
      expect(await exit).toEqual([0, null]);
    },
  );

  test("when a request never ends, then it is cut after DRAIN_MS and the process ends with 0", async () => {
    const settings = { REQUEST_TIMEOUT_MS: "600000", DRAIN_MS: "200" };
    const { child, exit, listening } = launch({ ...env(), ...settings });
    const { url } = await listening();
    const headers = { "content-type": "application/json", "content-length": 1000 };
    const sending = request(`${url}/predict`, { method: "POST", headers });
    sending.on("error", () => {}).write("{");
    await isReading(url);
    child.kill("SIGTERM");
    expect(await exit).toEqual([0, null]);
  });

  test("when the port is taken, then one line says so and the exit code is 1", async () => {
    const first = launch(env());
    const { port } = new URL((await first.listening()).url);
    const { output, exit } = launch({ ...env(), PORT: port });
    expect(await exit).toEqual([1, null]);
    expect(output.stderr).toBe(`port ${port} of 127.0.0.1 is taken: set PORT to another one\n`);
  });

  test("when a setting is wrong, then one line says what is legal and the exit code is 1", async () => {
    const { output, exit } = launch({ PORT: "eighty", MODELS_DIR: "/none/such" });
    expect(await exit).toEqual([1, null]);
    expect(output.stderr).toBe(
      'PORT is "eighty": expected an integer from 0 to 65535 (0 takes any free port); ' +
        'MODELS_DIR is "/none/such": expected a folder that is there: create it, or train into it with --out\n',
    );
  });

  test.each(["1", "2"])(
    "when LSTM_KERNEL names no build, then one line says which there are and the exit code is 1, with %s threads",
    async (threads) => {
      const { output, exit } = launch({ ...env(), LSTM_THREADS: threads, LSTM_KERNEL: "sse2" });
      expect(await exit).toEqual([1, null]);
      expect(output.stderr).toMatch(/^LSTM_KERNEL is "sse2": expected auto, [\w, ]+, wasm\n$/);
      expect(output.stdout).toBe("");
    },
  );

  test("when LSTM_KERNEL chooses a build, then GET /health names it", async () => {
    const { listening } = launch({ ...env(), LSTM_KERNEL: "wasm" });
    const { url } = await listening();
    expect(await (await fetch(`${url}/health`)).json()).toEqual({ status: "ok", kernel: "wasm" });
  });

  test("when keys are configured and used, then no line of the log has one", async () => {
    const hash = "a".repeat(64);
    const { child, output, exit, listening } = launch({
      ...env(),
      API_KEYS: `alice:${hash}`,
      LOG_LEVEL: "trace",
    });
    const { url } = await listening();
    await post(url, { last_60_days: windowRows() }, { authorization: "Bearer sesame", cookie: "sid=sesame" });
    await fetch(`${url}/models?key=sesame`, { headers: { "x-api-key": "sesame" } });
    child.kill("SIGTERM");
    await exit;
    expect(output.stdout).toMatch(/"path":"\/models","status":401/);
    expect(output.stdout).not.toMatch(/sesame|aaaaaaaa/);
  });
});

/** Resolves once the server reads a request besides the one that asks for its metrics. */
async function isReading(url: string): Promise<void> {
  while (!/^http_requests_in_flight 2$/m.test(await (await fetch(`${url}/metrics`)).text()))
    await setTimeout(5);
}

/** Resolves once the server accepts no connection. */
async function refusesConnections(url: string): Promise<void> {
  while (
    await fetch(`${url}/health`).then(
      () => true,
      () => false,
    )
  )
    await setTimeout(10);
}
