import { appendFile, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { expect, test } from "@jest/globals";
import { listModels, promote, pruneVersions } from "@lstm-predict/registry";
import { addModel, windowRows } from "./models.ts";
import { keptLog, modelsFolder, post, serve, served } from "./service.ts";

const rows = windowRows();

test("when the champion changes fifty times under load, then every request is answered by a version that was champion", async () => {
  const models = await modelsFolder();
  const versions: string[] = [];
  for (let seed = 0; seed < 5; seed++) versions.push((await addModel(models, { seed })).metadata.version);
  const { url } = await serve(models);
  let running = true;
  const answered = new Map<string, number>();
  const predictions = new Map<string, Set<number>>();
  const client = async () => {
    while (running) {
      const { status, body } = await post(url, { last_60_days: rows });
      expect(status).toBe(200);
      answered.set(body.model.version, (answered.get(body.model.version) ?? 0) + 1);
      predictions.set(
        body.model.version,
        (predictions.get(body.model.version) ?? new Set()).add(body.prediction),
      );
      await setTimeout(2); // The champions change in this process too.
    }
  };
  const clients = Promise.all(Array.from({ length: 3 }, client));
  for (let swap = 0; swap < 50; swap++) {
    const version = versions[swap % versions.length]!;
    await promote(models, "AAPL", version, "test");
    await served(url, version);
  }
  running = false;
  await clients;
  expect([...answered.keys()].sort()).toEqual([...versions].sort());
  // Each version answers with the forecast of its model: one window, one forecast per version.
  const distinct = [...predictions.values()].map((values) => {
    const sorted = [...values].sort((a, b) => a - b);
    return sorted.at(-1)! - sorted[0]! < 1e-3;
  });
  expect(distinct).toEqual(versions.map(() => true));
}, 3_600_000);

test("when a new champion is corrupt, then the old one answers on, a metric rises and one line is logged; a rollback heals it", async () => {
  const models = await modelsFolder();
  const old = (await addModel(models, { seed: 1 })).metadata.version;
  const { log, lines } = keptLog();
  const { url } = await serve(models, {}, { log });
  const metrics = async () => (await fetch(`${url}/metrics`)).text();
  const bad = await addModel(models, { seed: 2, promoted: false });
  await appendFile(join(bad.dir, "weights.bin"), "x");
  await promote(models, "AAPL", bad.metadata.version, "corrupt");
  while (!(await metrics()).includes('model_broken{symbol="AAPL"} 1'));
  const { status, body } = await post(url, { last_60_days: rows });
  expect([status, body.model.version]).toEqual([200, old]);
  expect(await metrics()).toContain('model_loads_total{symbol="AAPL",outcome="refused"} 1');
  const { broken } = await (await fetch(`${url}/models`)).json();
  expect(broken).toEqual([
    { symbol: "AAPL", reason: expect.stringContaining("weights.bin changed"), serving: old },
  ]);
  const errors = lines.filter(({ level }) => level === "error");
  expect(errors).toHaveLength(1);
  expect(errors[0]).toMatchObject({ symbol: "AAPL", version: bad.metadata.version, serving: old });
  await promote(models, "AAPL", old, "rollback");
  while ((await metrics()).includes('model_broken{symbol="AAPL"} 1'));
  expect((await (await fetch(`${url}/models`)).json()).broken).toEqual([]);
});

test("when a symbol comes and goes, then it is served from then and until then", async () => {
  const models = await modelsFolder();
  const { url } = await serve(models);
  expect((await post(url, { last_60_days: rows })).status).toBe(503);
  const { metadata } = await addModel(models, { symbol: "KO" });
  await served(url, metadata.version, "KO");
  expect((await post(url, { last_60_days: rows })).body.symbol).toBe("KO");
  await rm(join(models, "KO"), { recursive: true });
  while ((await fetch(`${url}/ready`)).status === 200);
  expect((await post(url, { last_60_days: rows })).body.type).toBe("/problems/no-model");
});

test("when the models folder cannot be read for a while, then what was served is served", async () => {
  const models = await modelsFolder();
  const inner = join(models, "inner");
  const { metadata } = await addModel(inner);
  const { log, lines } = keptLog();
  const { url } = await serve(inner, {}, { log });
  await served(url, metadata.version);
  await rename(inner, join(models, "away"));
  const message = "the models folder cannot be read; what was served last still answers";
  while (!lines.some(({ msg }) => msg === message)) await setTimeout(5);
  expect((await post(url, { last_60_days: rows })).status).toBe(200);
});

test("when versions are pruned while champions change, then every request is answered, and a pointer without a champion breaks nothing", async () => {
  const models = await modelsFolder();
  const versions: string[] = [];
  for (let seed = 0; seed < 6; seed++) versions.push((await addModel(models, { seed })).metadata.version);
  await mkdir(join(models, "KO"));
  const vacant = { symbol: "KO", pruned: { id: "1", versions: [] } };
  await writeFile(join(models, "KO", "champion.json"), JSON.stringify(vacant));
  const { url } = await serve(models);
  let running = true;
  const client = (async () => {
    while (running) {
      expect((await post(url, { symbol: "AAPL", last_60_days: rows })).status).toBe(200);
      await setTimeout(2);
    }
  })();
  for (const version of versions) {
    const left = (await listModels(models)).find(({ symbol }) => symbol === "AAPL")!.versions;
    if (left.includes(version)) {
      await promote(models, "AAPL", version, "test");
      await served(url, version);
    }
    await pruneVersions(models, "AAPL", { keep: { versions: 1 }, now: Date.now(), dryRun: false });
  }
  running = false;
  await client;
  const { models: listed, broken } = await (await fetch(`${url}/models`)).json();
  expect([listed.map(({ symbol }: { symbol: string }) => symbol), broken]).toEqual([["AAPL"], []]);
  expect((await listModels(models))[0]!.versions.length).toBeLessThan(versions.length);
});
