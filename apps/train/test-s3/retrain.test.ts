import { readdir } from "node:fs/promises";
import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { openStore } from "@lstm-predict/registry";
import { credentials, FaultProxy, S3Server } from "s3-server";
import { type StandIn, sampleMarket, startStandIn } from "yahoo-stand-in";
import { cliProcess as cli } from "../test/cli-process.ts";
import { Machine } from "../test/retrain.ts";

let server: S3Server;
let proxy: FaultProxy;
let yahoo: StandIn;
let env: Record<string, string>;
let prefixes = 0;

beforeAll(async () => {
  server = await S3Server.start();
  proxy = await FaultProxy.start(server.port);
  yahoo = await startStandIn({ markets: [sampleMarket()] });
});
beforeEach(() => {
  proxy.fault = () => undefined;
  env = { ...credentials(proxy.url), MODEL_STORE: `s3://models/${++prefixes}` };
});
afterAll(async () => {
  await yahoo[Symbol.asyncDispose]();
  await proxy[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

test("when one machine has retrained, then a fresh one does nothing, and forecasts with the champion", async () => {
  const first = await Machine.with(yahoo, { env });
  expect((await first.retrain("AAPL")).outcomes).toEqual({ AAPL: "promoted" });
  const fresh = await Machine.with(yahoo, { env });
  expect((await fresh.retrain("AAPL")).outcomes).toEqual({ AAPL: "up to date" });
  expect(await readdir(fresh.models)).toEqual([]);

  const list = JSON.parse((await cli(["models", "list", "--json"], { env: fresh.env })).stdout);
  const [version] = (await first.versions()).AAPL!;
  expect(list).toEqual({
    store: env.MODEL_STORE,
    models: [{ symbol: "AAPL", version, champion: true, promotedAt: expect.any(String), here: false }],
  });
  const predict = await cli(["predict", "--symbol", "AAPL", "--source", "sample", "--json"], {
    env: fresh.env,
  });
  expect(JSON.parse(predict.stdout)).toMatchObject({ version });
  expect(await readdir(fresh.models)).toEqual(["AAPL"]);
  const pull = await cli(["models", "pull"], { env: fresh.env });
  expect(pull).toMatchObject({ code: 0, stdout: expect.stringContaining("0 of 1 bundles fetched from") });
});

test("when the store fails in mid-upload, then a person is called, and the next run publishes what was trained", async () => {
  const machine = await Machine.with(yahoo, { env });
  proxy.fault = ({ method, path }) =>
    method === "PUT" && path.includes("checksums") ? { kind: "status", status: 503 } : undefined;
  const failed = await machine.retrain("AAPL");
  expect([failed.code, failed.outcomes]).toEqual([1, { AAPL: "failed" }]);
  expect(failed.results[0].error).toMatchObject({
    code: "store_unreachable",
    message: expect.stringMatching(/out of reach.*the bundle is saved as .*pnpm models push sends it$/),
  });
  proxy.fault = () => undefined;
  const versions = await machine.versions();
  expect((await machine.retrain("AAPL")).outcomes).toEqual({ AAPL: "promoted" });
  expect(await machine.versions()).toEqual(versions);
});

test("when the store is away, then nothing is trained", async () => {
  const machine = await Machine.with(yahoo, { env });
  proxy.fault = () => ({ kind: "status", status: 503 });
  const run = await machine.retrain("AAPL");
  expect([run.code, run.outcomes]).toEqual([1, { AAPL: "failed" }]);
  expect(await readdir(machine.models)).toEqual([]);
});

test("when the store does not give the champion, then nothing is decided, and the next run decides", async () => {
  const market = sampleMarket();
  await using before = await startStandIn({
    markets: [{ ...market, sessions: market.sessions.slice(0, -30) }],
  });
  const first = await Machine.with(before, { env });
  await first.retrain("AAPL");
  const champion = (await first.versions()).AAPL![0]!;
  // The gate may refuse a network so small.
  await cli(["promote", "--symbol", "AAPL", "--version", champion], { env: first.env });
  const other = await Machine.with(yahoo, { env });
  proxy.fault = ({ method, path }) =>
    method === "GET" && path.includes(`${champion}/weights`) ? { kind: "status", status: 503 } : undefined;
  const run = await other.retrain("AAPL");
  expect([run.code, run.results[0].error?.code]).toEqual([1, "store_unreachable"]);
  const served = async () => JSON.parse((await cli(["models", "list", "--json"], { env: first.env })).stdout);
  const champions = ({ models }: { models: { champion: boolean; version: string }[] }) =>
    models.flatMap((model) => (model.champion ? [model.version] : []));
  expect(champions(await served())).toEqual([champion]);
  proxy.fault = () => undefined;
  const next = await other.retrain("AAPL");
  expect(next.code).toBe(0);
  expect(next.results[0]).toMatchObject({
    outcome: expect.stringMatching(/^(promoted|refused)$/),
    reason: expect.stringContaining("MASE"),
  });
});

test("when another machine retrains a symbol at this moment, then it is left to that one, and later it is done", async () => {
  const machine = await Machine.with(yahoo, { env });
  Object.assign(process.env, env);
  const other = await openStore({ url: env.MODEL_STORE!, modelsDir: machine.models });
  const claim = await other.claim("AAPL");
  expect((await machine.retrain("AAPL")).outcomes).toEqual({ AAPL: "busy" });
  expect(await machine.versions()).toEqual({});
  await claim!.release();
  expect((await machine.retrain("AAPL")).outcomes).toEqual({ AAPL: "promoted" });
  const again = await other.claim("AAPL");
  expect(again).toBeDefined();
  await again!.release();
});
