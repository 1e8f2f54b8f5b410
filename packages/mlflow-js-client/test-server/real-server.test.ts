import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { MlflowClient } from "../src/client.ts";
import { collect } from "../src/pages.ts";
import { listSpool } from "../src/spool/paths.ts";
import { syncSpool } from "../src/spool/sync.ts";
import { createTracker } from "../src/spool/tracker.ts";
import { FaultProxy } from "./fault-proxy.ts";
import { IS_MLFLOW_2, MlflowServer, VERSION } from "./mlflow-server.ts";
import { expectTraining, logTraining, modelFolder, readExperiment, sha256, steps } from "./training.ts";

const folder = mkdtempSync(join(tmpdir(), "mlflow-server-"));
let server: MlflowServer;
let client: MlflowClient;
let names = 0;

beforeAll(async () => {
  server = await MlflowServer.start(folder);
  client = new MlflowClient({ trackingUri: server.uri });
}, 600_000);
afterAll(async () => {
  client?.close();
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

const newModel = () => join(folder, `model-${++names}`);
const newSpool = () => join(folder, `spool-${++names}`);

describe("a training, read with MLflow's Python client", () => {
  test("when there is a server, then Python reads everything that was logged, byte for byte", async () => {
    const warnings: string[] = [];
    const spoolDir = newSpool();
    const tracker = createTracker({
      spoolDir,
      trackingUri: server.uri,
      onWarning: (text) => warnings.push(text),
    });
    const { hashes } = logTraining(tracker, newModel(), "live", "Live", 2500);
    const { runs } = await tracker.close(60_000);
    expect(runs).toEqual([expect.objectContaining({ state: "sent", setAside: 0 })]);
    expect(warnings).toEqual([]);
    expect(readdirSync(spoolDir)).toEqual([]);
    expectTraining(await readExperiment(server.uri, "live"), "Live", 2500, hashes);
  });

  test("when a replay breaks at each request in turn, processed or not, then Python reads everything once", async () => {
    const spoolDir = newSpool();
    const offline = createTracker({ spoolDir });
    const { hashes } = logTraining(offline, newModel(), "replayed", "Replayed", 1500);
    await offline.close();
    const proxy = new FaultProxy(server.port);
    const trackingUri = await proxy.start();
    const retry = { maxRetries: 0, backoffFactor: 0, backoffJitter: 0 };
    let broken = 0;
    while (listSpool(spoolDir).length > 0) {
      broken++;
      proxy.requests = 0;
      proxy.fault = (n) => (n < broken ? undefined : broken % 2 ? "reset after" : "reset before");
      await syncSpool({ spoolDir, client: { trackingUri }, retry });
      expect(broken).toBeLessThan(60);
    }
    proxy.stop();
    expect(broken).toBeGreaterThan(10);
    expectTraining(await readExperiment(server.uri, "replayed"), "Replayed", 1500, hashes);
  });

  test("when the server is killed and restarted during the training, then no record is lost or doubled", async () => {
    const tracker = createTracker({ spoolDir: newSpool(), trackingUri: server.uri, intervalMs: 20 });
    const run = tracker.startRun({ experiment: "killed" });
    let step = 0;
    const train = async (n: number) => {
      for (let k = 0; k < n; k++, step++) {
        run.logMetrics({ loss: step / 3 }, { step, timestamp: step });
        await setTimeout(2);
      }
    };
    for (let kill = 0; kill < 2; kill++) {
      await train(200);
      await server.stop("SIGKILL");
      await Promise.all([train(100), server.start()]);
    }
    run.end();
    const { runs } = await tracker.close(60_000);
    expect(runs).toEqual([expect.objectContaining({ state: "sent" })]);
    const seen = await readExperiment(server.uri, "killed");
    expect(seen.runs).toHaveLength(1);
    expect(seen.runs[0].metrics.loss).toEqual(steps(600).map((k) => [k, k, k / 3]));
  });

  test("when the trainer is killed with SIGKILL, then sync sends everything that it had logged", async () => {
    const spoolDir = newSpool();
    const trainer = join(import.meta.dirname, "../test/trainer.ts");
    const child = spawn(process.execPath, [trainer, spoolDir, server.uri, "100000", "2"], {
      stdio: ["ignore", "pipe", "inherit"],
      env: { ...process.env, NODE_OPTIONS: "" },
    });
    const lines: string[] = [];
    createInterface(child.stdout!).on("line", (line) => lines.push(line));
    while (lines.length < 300) await setTimeout(10);
    child.kill("SIGKILL");
    await once(child, "close");
    const reports = await syncSpool({ spoolDir, client: { trackingUri: server.uri } });
    expect(reports).toEqual([expect.objectContaining({ state: "sent", abandoned: true, setAside: 0 })]);
    const seen = await readExperiment(server.uri, "AAPL");
    expect(seen.runs).toHaveLength(1);
    expect(seen.runs[0]).toMatchObject({ name: "trainer", status: "KILLED", params: { epochs: "100000" } });
    const { loss } = seen.runs[0].metrics;
    expect([lines.length, lines.length + 1]).toContain(loss.length);
    expect(loss.map(([step, , value]: number[]) => [step, value])).toEqual(
      steps(loss.length).map((k) => [k, 1 / (k + 1)]),
    );
    expect(seen.runs[0].artifacts["code/trainer.ts"]).toBe(sha256(readFileSync(trainer)));
  });
});

describe("the client and the server", () => {
  async function newRun(experiment: string) {
    const experimentId = await client.experiments.getOrCreate({ name: experiment });
    return (await client.runs.create({ experimentId, runName: "r" })).info;
  }

  test("when runs are searched, deleted and restored, then the server does the same", async () => {
    const { experimentId, runId } = await newRun("searched");
    for (const k of steps(6)) {
      const { info } = await client.runs.create({ experimentId });
      await client.runs.logBatch(info.runId, {
        metrics: [{ key: "r2", value: k / 10 }],
        params: { k: String(k) },
      });
    }
    const query = { experimentIds: [experimentId], pageSize: 2 };
    const better = await collect(
      client.runs.search({ ...query, filter: "metrics.r2 > 0.25", orderBy: ["metrics.r2 DESC"] }),
    );
    expect(better.map(({ params }) => params.k)).toEqual(["5", "4", "3"]);
    await client.runs.delete(runId);
    expect(await collect(client.runs.search(query))).toHaveLength(6);
    await expect(client.runs.setTag(runId, "a", "b")).rejects.toMatchObject({ code: "not_active" });
    await client.runs.restore(runId);
    await client.runs.setTag(runId, "a", "b");
    await client.runs.deleteTag(runId, "a");
    expect((await client.runs.get(runId)).tags.a).toBeUndefined();
    await client.experiments.setTag(experimentId, "mlflow.note.content", "n");
    await client.experiments.rename(experimentId, "renamed");
    expect(await client.experiments.findByName("searched")).toBeUndefined();
    const found = await collect(client.experiments.search({ filter: "name = 'renamed'" }));
    expect(found).toEqual([expect.objectContaining({ experimentId, tags: { "mlflow.note.content": "n" } })]);
    await client.experiments.delete(experimentId);
    await expect(client.experiments.getOrCreate({ name: "renamed" })).rejects.toMatchObject({
      code: "not_active",
    });
    await client.experiments.restore(experimentId);
    expect((await client.experiments.get(experimentId)).lifecycleStage).toBe("active");
  });

  test("when texts and batches have the largest legal size, then the server accepts them", async () => {
    const { runId } = await newRun("large");
    const key = (k: number) => String(k).padStart(250, "ü");
    const params = Object.fromEntries(steps(101).map((k) => [key(k), "x".repeat(6000)]));
    const metrics = steps(3001).map((step) => ({ key: "m", value: Math.sin(step), step, timestamp: step }));
    await client.runs.logBatch(runId, { params, metrics, tags: { t: "y".repeat(8000) } });
    const run = await client.runs.get(runId);
    expect(run.params).toEqual(params);
    expect(run.tags.t).toHaveLength(8000);
    const history = await collect(client.runs.metricHistory(runId, "m", 700));
    expect(history.map(({ value }) => value)).toEqual(metrics.map(({ value }) => value));
  });

  test("when the server refuses, then the error has a code and a hint", async () => {
    const { runId } = await newRun("refused");
    await client.runs.logParam(runId, "a", "1");
    await client.runs.logParam(runId, "a", "1");
    await expect(client.runs.logParam(runId, "a", "2")).rejects.toMatchObject({
      code: "invalid",
      status: 400,
    });
    await expect(client.runs.get("0".repeat(32))).rejects.toMatchObject({ code: "not_found" });
    await expect(client.experiments.create({ name: "refused" })).rejects.toMatchObject({
      code: "already_exists",
    });
    const stranger = new MlflowClient({ trackingUri: `http://127.0.0.1:${server.port}` });
    expect(await stranger.serverVersion()).toBe(VERSION);
    // MLflow 2 does not check host names.
    const refused = { code: "host_refused", status: 403, hint: expect.stringContaining("--allowed-hosts") };
    const answer = stranger.runs.get(runId);
    if (IS_MLFLOW_2) expect((await answer).info.runId).toBe(runId);
    else await expect(answer).rejects.toMatchObject(refused);
    const lost = new MlflowClient({ trackingUri: `${server.uri}/base` });
    await expect(lost.runs.get(runId)).rejects.toMatchObject({ code: "not_found" });
  });

  test("when artifacts are uploaded, listed, downloaded and deleted, then names and bytes are the same", async () => {
    const { artifactUri } = await newRun("artifacts");
    const { dir, hashes } = modelFolder(newModel());
    // MLflow 2 takes a name outside Latin-1, but breaks the connection when the file is read.
    const odd = `a b+c,d=e&f%g'h(1)~ü${IS_MLFLOW_2 ? "" : "日"}.txt`;
    writeFileSync(join(dir, odd), "odd");
    writeFileSync(join(dir, "empty"), "");
    const large = randomBytes(20_000_000);
    writeFileSync(join(dir, "large.bin"), large);
    await client.artifacts.uploadDir(artifactUri, dir, "all");
    const listed = await collect(client.artifacts.listFiles(artifactUri));
    expect(listed.map(({ path }) => path).sort()).toEqual(
      [...Object.keys(hashes), odd, "empty", "large.bin"].map((path) => `all/${path}`).sort(),
    );
    const down = join(folder, "down");
    await client.artifacts.downloadDir(artifactUri, "all", down);
    const all = { ...hashes, [odd]: sha256("odd"), empty: sha256(""), "large.bin": sha256(large) };
    for (const [path, hash] of Object.entries(all)) expect(sha256(readFileSync(join(down, path)))).toBe(hash);
    await client.artifacts.write(artifactUri, "all/empty", "not any more");
    expect(new TextDecoder().decode(await client.artifacts.read(artifactUri, "all/empty"))).toBe(
      "not any more",
    );
    await client.artifacts.delete(artifactUri, "all/empty");
    await client.artifacts.delete(artifactUri, "all/empty");
    await expect(client.artifacts.read(artifactUri, "all/empty")).rejects.toMatchObject({
      code: "not_found",
    });
    expect(await client.artifacts.list(artifactUri, "none")).toEqual([]);
  });

  /** Logs a model with tags; returns what the registry needs. */
  async function logModel(experimentId: string, runId: string, tags: Record<string, string>) {
    const { modelId, artifactUri } = await client.loggedModels.create({
      experimentId,
      name: "m",
      sourceRunId: runId,
    });
    await client.artifacts.write(artifactUri, "MLmodel", "flavors: {}");
    await client.loggedModels.setTags(modelId, tags);
    expect(await client.loggedModels.finalize(modelId)).toMatchObject({ status: "LOGGED_MODEL_READY" });
    expect((await client.loggedModels.get(modelId)).tags).toEqual(tags);
    return { source: `models:/${modelId}`, modelId };
  }

  test("when the server has no logged models, then the error says that it is too old", async () => {
    const search = collect(client.loggedModels.search({ experimentIds: ["0"] }));
    if (IS_MLFLOW_2)
      await expect(search).rejects.toMatchObject({
        code: "not_found",
        hint: expect.stringContaining("too old"),
      });
    else expect(await search).toEqual(expect.any(Array));
  });

  test("when models are registered, then the server has their versions, tags and aliases", async () => {
    const { runId, experimentId } = await newRun("registry");
    const files = IS_MLFLOW_2
      ? { source: `runs:/${runId}/m` }
      : await logModel(experimentId, runId, { a: "b" });
    await client.registry.ensureModel("Reg");
    await client.registry.ensureModel("Reg");
    const source = { name: "Reg", ...files, runId };
    const first = await client.registry.createVersion(source);
    const second = await client.registry.createVersion({ ...source, tags: { t: "v" }, description: "d" });
    await client.registry.setAlias("Reg", "champion", first.version);
    await client.registry.setAlias("Reg", "champion", second.version);
    expect(await client.registry.findByAlias("Reg", "champion")).toMatchObject({
      version: "2",
      description: "d",
    });
    expect(await client.registry.findByAlias("Reg", "challenger")).toBeUndefined();
    expect(await client.registry.findByAlias("Nobody", "champion")).toBeUndefined();
    expect((await client.registry.getModel("Reg")).aliases).toEqual({ champion: "2" });
    await client.registry.setVersionTag("Reg", "1", "old", "yes");
    await client.registry.updateVersion("Reg", "1", "the first");
    await client.registry.setModelTag("Reg", "k", "v");
    expect(await client.registry.getVersion("Reg", "1")).toMatchObject({
      description: "the first",
      tags: { old: "yes" },
    });
    const versions = await collect(client.registry.searchVersions("name='Reg'", ["version_number DESC"]));
    expect(versions.map(({ version }) => version)).toEqual(["2", "1"]);
    expect((await collect(client.registry.searchModels("name='Reg'"))).map(({ name }) => name)).toEqual([
      "Reg",
    ]);
    await client.registry.deleteAlias("Reg", "champion");
    await client.registry.deleteVersion("Reg", "2");
    expect(await client.registry.findByAlias("Reg", "champion")).toBeUndefined();
    await client.registry.deleteModel("Reg");
    if ("modelId" in files) await client.loggedModels.delete(files.modelId);
    await expect(client.registry.getModel("Reg")).rejects.toMatchObject({ code: "not_found" });
  });
});
