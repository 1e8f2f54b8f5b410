import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { listSpool } from "../src/spool/paths.ts";
import { createTracker, type TrackerOptions } from "../src/spool/tracker.ts";
import { newFolder } from "./spool-dir.ts";
import { StandIn } from "./stand-in.ts";

let server: StandIn;
let spoolDir: string;
let warnings: string[];

beforeEach(async () => {
  server = await new StandIn().start();
  spoolDir = join(newFolder(), "spool");
  warnings = [];
});
afterEach(() => server.kill());

const track = (options: Partial<TrackerOptions> = {}) =>
  createTracker({
    spoolDir,
    intervalMs: 1,
    trackingUri: server.uri,
    onWarning: (warning) => warnings.push(warning),
    ...options,
  });
const artifact = (path: string) => {
  const name = [...server.store.files.keys()].find((key) => key.endsWith(`/artifacts/${path}`));
  return name && server.store.files.get(name);
};

describe("a training with a server", () => {
  test("when it calls every logging method, then the server has everything and the spool is empty", async () => {
    const folder = newFolder();
    writeFileSync(join(folder, "model.json"), "{}");
    const tracker = track();
    const run = tracker.startRun({ experiment: "AAPL", runName: "r", tags: { a: "b" } });
    run.logParams({ epochs: 3, learningRate: 0.001, stateful: false });
    for (let step = 0; step < 3; step++) run.logMetrics({ loss: 1 / (step + 1), bad: Number.NaN }, { step });
    run.setTags({ "mlflow.note.content": "*better*" });
    run.logInputs([{ name: "AAPL", digest: "d", sourceType: "local", source: "x", context: "training" }]);
    run.logArtifact(join(folder, "model.json"), "plots");
    run.logContent("report.html", "<p>ü</p>");
    run.logModel(folder, {
      name: "lstm",
      registeredName: "AAPL",
      aliases: ["champion"],
      params: { units: "100" },
    });
    run.end();
    const { runs } = await tracker.close();

    const [stored] = server.runs;
    expect(stored!.info).toMatchObject({ status: "FINISHED", run_name: "r" });
    expect(Object.fromEntries(stored!.params)).toEqual({
      epochs: "3",
      learningRate: "0.001",
      stateful: "false",
    });
    expect(server.points("loss")).toEqual([
      [0, 1],
      [1, 1 / 2],
      [2, 1 / 3],
    ]);
    expect(server.points("bad")).toEqual([
      [0, "NaN"],
      [1, "NaN"],
      [2, "NaN"],
    ]);
    expect(Object.fromEntries(stored!.tags)).toMatchObject({ a: "b", "mlflow.note.content": "*better*" });
    expect(stored!.inputs[0]!.dataset.name).toBe("AAPL");
    expect(artifact("report.html")?.toString()).toBe("<p>ü</p>");
    expect(artifact("plots/model.json")?.toString()).toBe("{}");
    const [model] = server.store.models.values();
    expect(model!.info).toMatchObject({ name: "lstm", status: "LOGGED_MODEL_READY" });
    expect(stored!.outputs).toEqual([{ model_id: model!.info.model_id, step: 0 }]);
    expect(server.store.registered.get("AAPL")!.aliases.get("champion")).toBe("1");
    expect(runs).toEqual([
      expect.objectContaining({ state: "sent", runId: stored!.info.run_id, setAside: 0, kept: undefined }),
    ]);
    expect(runs[0]!.url).toBe(`${server.uri}/#/experiments/1/runs/${stored!.info.run_id}`);
    expect(readdirSync(spoolDir)).toEqual([]);
    expect(warnings).toEqual([]);
  });

  test("when a file changes after it was logged, then the server has the logged contents", async () => {
    const file = join(newFolder(), "plot.svg");
    writeFileSync(file, "old");
    const tracker = track();
    const run = tracker.startRun({ experiment: "AAPL" });
    run.logArtifact(file);
    writeFileSync(file, "new");
    await tracker.close();
    expect(artifact("plot.svg")?.toString()).toBe("old");
  });

  test("when flush returns true, then the server has everything logged so far", async () => {
    const tracker = track({ intervalMs: 60_000 });
    const run = tracker.startRun({ experiment: "AAPL" });
    run.logMetrics({ loss: 1 });
    expect(await Promise.all([run.flush(), run.flush()])).toEqual([true, true]);
    expect(server.points("loss")).toEqual([[0, 1]]);
    run.logMetrics({ loss: 2 }, { step: 1 });
    expect(await run.flush()).toBe(true);
    expect(server.points("loss")).toHaveLength(2);
    await server.kill();
    run.logMetrics({ loss: 3 }, { step: 2 });
    expect(await run.flush(50)).toBe(false);
    await tracker.close(0);
  });

  test("when the run was not ended, then close ends it as FAILED", async () => {
    const tracker = track();
    tracker.startRun({ experiment: "AAPL" });
    await tracker.close();
    expect(server.runs[0]!.info.status).toBe("FAILED");
  });

  test("when calls cannot be logged, then each gives a warning and the rest arrives", async () => {
    const tracker = track();
    const run = tracker.startRun({ experiment: "AAPL" });
    run.logMetrics({ "../loss": 1 });
    run.logMetrics({ loss: "1" as unknown as number });
    run.logMetrics({ loss: 1 }, { timestamp: -1 });
    run.logArtifact("/nowhere/at/all.png");
    run.logContent("../out", "x");
    run.logModel("/nowhere", { name: "m" });
    run.logParams({ long: "x".repeat(7000) });
    run.logMetrics({ ok: 2 });
    run.end();
    run.logMetrics({ late: 1 });
    await tracker.close();
    expect(warnings).toHaveLength(8);
    for (const part of ['"../loss"', "all.png", '"../out"', "cut to 6000", "has ended"]) {
      expect(warnings).toContainEqual(expect.stringContaining(part));
    }
    expect(server.runs[0]!.metrics.map(({ key }) => key)).toEqual(["ok"]);
    expect(server.runs[0]!.params.get("long")).toHaveLength(6000);
  });

  test("when the server will never accept an entry, then it is set aside with the reason and the rest arrives", async () => {
    const tracker = track();
    const run = tracker.startRun({ experiment: "AAPL" });
    run.logParams({ a: 1 });
    run.logMetrics({ loss: 1 });
    run.logParams({ a: 2, b: 3 });
    run.logMetrics({ loss: 2 }, { step: 1 });
    run.end();
    const { runs } = await tracker.close();
    expect(server.points("loss")).toEqual([
      [0, 1],
      [1, 2],
    ]);
    expect(runs[0]).toMatchObject({ state: "sent", setAside: 1, kept: expect.stringContaining("set-aside") });
    const aside = readFileSync(join(runs[0]!.kept!, "set-aside.jsonl"), "utf8");
    expect(JSON.parse(aside)).toMatchObject({
      code: "invalid",
      entry: { op: "params", values: { a: "2", b: "3" } },
    });
    expect(listSpool(spoolDir)).toEqual([]);
    expect(warnings).toEqual([expect.stringContaining("Changing param values")]);
  });

  test("when artifacts are stored on the server's disk, then they are set aside with a hint, and metrics arrive", async () => {
    server.store.artifactRoot = "/srv/mlruns/";
    const tracker = track();
    const run = tracker.startRun({ experiment: "AAPL" });
    run.logContent("a.txt", "kept");
    run.logMetrics({ loss: 1 });
    run.end();
    const { runs } = await tracker.close();
    expect(warnings).toEqual([expect.stringMatching(/own disk.*--artifacts-destination/)]);
    expect(readFileSync(join(runs[0]!.kept!, "artifacts", "a.txt"), "utf8")).toBe("kept");
    expect(server.points("loss")).toEqual([[0, 1]]);
  });
});

describe("a training without a server", () => {
  test("when there is no tracking URI, then everything is in the spool, without a warning", async () => {
    const tracker = track({ trackingUri: undefined, client: {} });
    const run = tracker.startRun({ experiment: "AAPL" });
    run.logMetrics({ loss: Number.POSITIVE_INFINITY });
    run.end();
    const { runs } = await tracker.close();
    expect(runs[0]).toMatchObject({ state: "pending", sent: 0, error: undefined });
    const lines = readFileSync(runs[0]!.kept!, "utf8").trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line).op)).toEqual(["start", "metrics", "end"]);
    expect(lines[1]).toContain('"loss":"Infinity"');
    expect(warnings).toEqual([]);
  });

  test("when the server is down, then there is one warning and the run is pending", async () => {
    await server.kill();
    const tracker = track();
    const run = tracker.startRun({ experiment: "AAPL" });
    for (let step = 0; step < 100; step++) run.logMetrics({ loss: 1 }, { step });
    const { runs } = await tracker.close(1000);
    expect(runs[0]).toMatchObject({ state: "pending", error: { code: "unreachable" } });
    expect(warnings).toEqual([expect.stringMatching(/cannot be reached.*the training goes on/)]);
    expect(existsSync(runs[0]!.kept!)).toBe(true);
  });

  test("when the server does not respond, then close returns after its time-out", async () => {
    server.fault = () => "silence";
    const tracker = track();
    tracker.startRun({ experiment: "AAPL" }).logMetrics({ loss: 1 });
    const { runs } = await tracker.close(200);
    expect(runs[0]).toMatchObject({ state: "pending" });
  });

  test("when the server refuses the password, then there is one warning with a hint and the run is pending", async () => {
    server.fault = () => ({ status: 401, body: "You are not authenticated" });
    const tracker = track({ syncFirst: false });
    const run = tracker.startRun({ experiment: "AAPL" });
    run.end();
    const { runs } = await tracker.close();
    expect(runs[0]).toMatchObject({ state: "pending", error: { code: "unauthorized", status: 401 } });
    expect(warnings).toEqual([expect.stringContaining("MLFLOW_TRACKING_USERNAME")]);
  });

  test("when the tracking URI is not legal, then there is one warning and the run is pending", async () => {
    const tracker = track({ trackingUri: "sqlite:///mlflow.db" });
    tracker.startRun({ experiment: "AAPL" }).end();
    const { runs } = await tracker.close();
    expect(runs[0]!.state).toBe("pending");
    expect(warnings).toEqual([expect.stringContaining('"sqlite:///mlflow.db"')]);
  });

  test("when the next training has a server, then it also sends the runs in the spool", async () => {
    const offline = track({ trackingUri: undefined });
    offline.startRun({ experiment: "AAPL", runName: "offline" }).logMetrics({ loss: 3 });
    await offline.close();
    const tracker = track();
    tracker.startRun({ experiment: "AAPL", runName: "online" }).end();
    const { runs, synced } = await tracker.close();
    expect(synced).toEqual([expect.objectContaining({ state: "sent" })]);
    expect(runs).toEqual([expect.objectContaining({ state: "sent" })]);
    expect(server.runs.map(({ info }) => info.run_name).sort()).toEqual(["offline", "online"]);
  });
});

describe("a run with a parent", () => {
  const nest = (tracker: ReturnType<typeof track>) => {
    const parent = tracker.startRun({ experiment: "AAPL", runName: "backtest" });
    for (const runName of ["fold 1", "fold 2"]) {
      const child = tracker.startRun({ experiment: "AAPL", runName, parent });
      child.logMetrics({ mase: 1 });
      child.end();
    }
    parent.end();
  };
  const parents = () => {
    const byName = new Map(server.runs.map((run) => [run.info.run_name, run]));
    const parentId = byName.get("backtest")!.info.run_id;
    return ["fold 1", "fold 2"].map((name) => byName.get(name)!.tags.get("mlflow.parentRunId") === parentId);
  };

  test("when there is a server, then it is nested under its parent", async () => {
    const tracker = track();
    nest(tracker);
    const { runs } = await tracker.close();
    expect(runs.map(({ state }) => state)).toEqual(["sent", "sent", "sent"]);
    expect(parents()).toEqual([true, true]);
  });

  test("when runs start in the same millisecond, then listSpool has them in the order of their start", async () => {
    const tracker = track({ trackingUri: undefined });
    const started = Array.from(
      { length: 100 },
      () => tracker.startRun({ experiment: "AAPL", runName: "r" }).spoolId,
    );
    await tracker.close();
    expect(listSpool(spoolDir)).toEqual(started);
  });

  test("when parent and children are sent from the spool later, then they are nested too", async () => {
    const tracker = track({ trackingUri: undefined });
    nest(tracker);
    await tracker.close();
    expect(listSpool(spoolDir)).toHaveLength(3);
    await track().close();
    expect(listSpool(spoolDir)).toEqual([]);
    expect(parents()).toEqual([true, true]);
    expect(warnings).toEqual([]);
  });
});
