import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { openStore, promote, storeOf } from "@lstm-predict/registry";
import { credentials, FaultProxy, S3Server } from "s3-server";
import { addModel, windowRows } from "../test/models.ts";
import { keptLog, modelsFolder, post, serve, served } from "../test/service.ts";

const environment = { ...process.env };
const URL = "s3://models/api";
const rows = windowRows();

let server: S3Server;
let proxy: FaultProxy;
beforeAll(async () => {
  server = await S3Server.start();
  proxy = await FaultProxy.start(server.port);
  Object.assign(process.env, credentials(proxy.url));
});
beforeEach(() => {
  proxy.fault = () => undefined;
});
afterAll(async () => {
  process.env = environment;
  await proxy[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

test("when champions move in S3, then the API follows with one request a look, and an outage changes nothing", async () => {
  const trained = await modelsFolder();
  const store = await openStore({ url: URL, modelsDir: trained });
  const first = (await addModel(trained, { seed: 1 })).metadata.version;
  const second = (await addModel(trained, { seed: 2 })).metadata.version;
  await promote(store, "AAPL", first, "test");

  const cache = await modelsFolder();
  const { url } = await serve(cache, { modelStore: URL });
  await served(url, first);
  const before = (await post(url, { last_60_days: rows })).body;
  expect(before).toMatchObject({ symbol: "AAPL", model: { version: first } });

  proxy.seen.length = 0;
  while (proxy.seen.length < 5) await setTimeout(5);
  expect(new Set(proxy.seen.map(({ method, path }) => `${method} ${path.split("?")[0]}`))).toEqual(
    new Set(["GET /models/"]),
  );

  proxy.fault = () => ({ kind: "status", status: 503 });
  await expect(promote(store, "AAPL", second, "test")).rejects.toMatchObject({ code: "store_unreachable" });
  expect((await post(url, { last_60_days: rows })).body.model.version).toBe(first);

  proxy.fault = () => undefined;
  await promote(store, "AAPL", second, "test");
  await served(url, second);
  expect((await post(url, { last_60_days: rows })).body.model.version).toBe(second);
  expect((await storeOf(cache).listVersions("AAPL")).get("AAPL")).toEqual([first, second].sort());
});

describe("a server that starts while the store is away", () => {
  const away = () => ({ kind: "status", status: 503 }) as const;
  const up = async (url: string) =>
    /^model_store_up (\d)$/m.exec(await (await fetch(`${url}/metrics`)).text())![1];

  test("when it has served before, then it begins with that, says so, and follows when the store is back", async () => {
    const modelStore = `${URL}/away`;
    const trained = await modelsFolder();
    const store = await openStore({ url: modelStore, modelsDir: trained });
    const first = (await addModel(trained, { seed: 1 })).metadata.version;
    const second = (await addModel(trained, { seed: 2 })).metadata.version;
    await promote(store, "AAPL", first, "test");
    const cache = await modelsFolder();
    const before = await serve(cache, { modelStore });
    await before.stop();

    proxy.fault = away;
    const { lines, log } = keptLog();
    const { url, symbols } = await serve(cache, { modelStore }, { log });
    expect(symbols).toEqual(["AAPL"]);
    expect(lines.map(({ msg }) => msg)).toEqual([
      `serves AAPL ${first}`,
      `${modelStore} cannot be read; what was served last still answers`,
    ]);
    expect((await post(url, { last_60_days: rows })).body.model.version).toBe(first);
    expect(await up(url)).toBe("0");
    const promotions = await fetch(`${url}/models/AAPL/promotions`);
    expect([promotions.status, (await promotions.json()).type]).toEqual([503, "/problems/no-store"]);

    proxy.fault = () => undefined;
    await promote(store, "AAPL", second, "test");
    await served(url, second);
    expect(await up(url)).toBe("1");
    expect(lines.map(({ msg }) => msg)).toEqual(
      expect.arrayContaining([`${modelStore} can be read again`, `serves AAPL ${second}`]),
    );
  });

  test("when it has not, or from another store, then nothing answers until the store is back", async () => {
    const modelStore = `${URL}/new`;
    const trained = await modelsFolder();
    const { version } = (await addModel(trained)).metadata;
    await promote(await openStore({ url: modelStore, modelsDir: trained }), "AAPL", version, "test");
    const cache = await modelsFolder();
    await (await serve(cache, { modelStore })).stop();

    proxy.fault = away;
    const [fresh, other] = await Promise.all([
      serve(await modelsFolder(), { modelStore }),
      serve(cache, { modelStore: `${URL}/other` }),
    ]);
    for (const { url } of [fresh, other]) expect((await fetch(`${url}/ready`)).status).toBe(503);
    proxy.fault = () => undefined;
    await served(fresh.url, version);
    expect((await fetch(`${other.url}/ready`)).status).toBe(503);
  });
});

test("when models are in a folder, then S3's SDK is not loaded", async () => {
  const models = await modelsFolder();
  await addModel(models);
  const script = `
    import { readConfig, start } from ${JSON.stringify(import.meta.resolve("../src/index.ts"))};
    import { registerHooks } from "node:module";
    const loaded = [];
    registerHooks({ load: (url, context, next) => { loaded.push(url); return next(url, context); } });
    const { symbols, stop } = await start({ ...readConfig(process.env), port: 0 });
    await stop();
    console.log(JSON.stringify({ symbols, sdk: loaded.filter((url) => /@aws-sdk|@smithy/.test(url)).length }));`;
  const run = async (env: Record<string, string>) => {
    const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
      env: { ...process.env, NODE_OPTIONS: "", LOG_LEVEL: "silent", MODELS_DIR: models, ...env },
    });
    let stdout = "";
    child.stdout.on("data", (text) => {
      stdout += text;
    });
    child.stderr.pipe(process.stderr);
    await once(child, "close");
    return JSON.parse(stdout);
  };
  expect(await run({})).toEqual({ symbols: ["AAPL"], sdk: 0 });
  expect((await run({ MODEL_STORE: URL })).sdk).toBeGreaterThan(0);
});
