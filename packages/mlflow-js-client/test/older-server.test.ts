import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { listSpool } from "../src/spool/paths.ts";
import { syncSpool } from "../src/spool/sync.ts";
import { createTracker } from "../src/spool/tracker.ts";
import { newFolder } from "./spool-dir.ts";
import { spoolRun } from "./spooled-run.ts";
import { type Fault, type SeenRequest, StandIn } from "./stand-in.ts";

let server: StandIn;
let spoolDir: string;
let notes: string[];
const QUICK = { maxRetries: 1, backoffFactor: 0.002, backoffJitter: 0 };
const PAGE = "<!doctype html>\n<title>404 Not Found</title>\n<h1>Not Found</h1>";

beforeEach(async () => {
  server = await new StandIn().start();
  spoolDir = join(newFolder(), "spool");
  notes = [];
});
afterEach(() => server.kill());

const sync = (retry = QUICK) =>
  syncSpool({ spoolDir, client: { trackingUri: server.uri }, retry, onNote: (note) => notes.push(note) });
/** A server that answers with `fault` for paths that begin with one of `paths`. */
const without =
  (paths: string[], fault: Fault = { status: 404, body: PAGE }) =>
  ({ path }: SeenRequest) =>
    paths.some((start) => path.startsWith(start)) ? fault : undefined;
const files = () => [...server.store.files.keys()].map((name) => name.replace(/.*\/artifacts\//, "")).sort();
const setAside = (kept: string) =>
  readFileSync(join(kept, "set-aside.jsonl"), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as { code: string; reason: string; entry: { op: string } });

describe("a server without logged models", () => {
  test.each<[string, Fault]>([
    ["MLflow 2's page", { status: 404, body: PAGE }],
    ["a page for another method", { status: 405, body: "<title>405 Method Not Allowed</title>" }],
    ["no body", { status: 404 }],
    [
      "ENDPOINT_NOT_FOUND",
      { status: 404, body: '{"error_code": "ENDPOINT_NOT_FOUND", "message": "no API"}' },
    ],
    ["NOT_IMPLEMENTED", { status: 501, body: '{"error_code": "NOT_IMPLEMENTED", "message": "no"}' }],
  ])("when it answers with %s, then the model is in the run and in the registry", async (_name, fault) => {
    server.fault = without(["/logged-models"], fault);
    await spoolRun(spoolDir);
    expect(await sync()).toEqual([expect.objectContaining({ state: "sent", setAside: 0 })]);
    const [run] = server.runs;
    const { run_id } = run!.info;
    expect(run!.info.status).toBe("FINISHED");
    expect(server.points("final")).toEqual([[0, 9]]);
    expect(files()).toEqual(["lstm/weights.bin", "note.txt"]);
    const { versions, aliases } = server.store.registered.get("AAPL")!;
    expect(versions).toEqual([expect.objectContaining({ source: `runs:/${run_id}/lstm`, run_id })]);
    expect(aliases.get("champion")).toBe("1");
    expect(JSON.parse(run!.tags.get("mlflow.log-model.history")!)).toEqual([
      expect.objectContaining({ run_id, artifact_path: "lstm", flavors: { lstm: {} } }),
    ]);
    expect(listSpool(spoolDir)).toEqual([]);
    expect(notes).toEqual([]);
  });

  test("when a replay breaks at each request in turn, then nothing is there twice", async () => {
    await spoolRun(spoolDir);
    const missing = without(["/logged-models"]);
    for (let broken = 1; listSpool(spoolDir).length > 0; broken++) {
      server.requests.length = 0;
      server.fault = (request, n) =>
        n < broken ? missing(request) : broken % 2 ? "reset after" : "reset before";
      await sync({ ...QUICK, maxRetries: 0 });
      expect(broken).toBeLessThan(60);
    }
    const active = server.runs.filter(({ info }) => info.lifecycle_stage === "active");
    expect(active.map(({ info }) => info.status)).toEqual(["FINISHED"]);
    expect(server.store.registered.get("AAPL")!.versions).toHaveLength(1);
    expect(JSON.parse(active[0]!.tags.get("mlflow.log-model.history")!)).toHaveLength(1);
  });

  test("when a run logs two models, then both are in its history", async () => {
    server.fault = without(["/logged-models"]);
    const folder = newFolder();
    writeFileSync(join(folder, "w"), "1");
    const tracker = createTracker({ spoolDir, trackingUri: server.uri, intervalMs: 1 });
    const run = tracker.startRun({ experiment: "AAPL" });
    run.logModel(folder, { name: "first", modelType: "keras", params: { units: "8" } });
    run.logModel(folder, { name: "second" });
    run.end();
    await tracker.close();
    expect(JSON.parse(server.runs[0]!.tags.get("mlflow.log-model.history")!)).toEqual([
      expect.objectContaining({ artifact_path: "first", flavors: { keras: {} }, metadata: { units: "8" } }),
      expect.objectContaining({ artifact_path: "second", flavors: { second: {} } }),
    ]);
    expect(files()).toEqual(["first/w", "second/w"]);
  });
});

describe("a server that cannot take an entry", () => {
  test.each<[string, string[], Fault | undefined, string, string]>([
    ["datasets", ["/runs/log-inputs"], undefined, "inputs", "too old"],
    ["a registry", ["/registered-models", "/model-versions"], undefined, "model", "too old"],
    ["aliases", ["/registered-models/alias"], undefined, "model", "too old"],
    ["transfers of files", ["-artifacts"], undefined, "artifact", "too old"],
    [
      "rights on the registry",
      ["/registered-models"],
      { status: 403, body: "Permission denied" },
      "model",
      "403",
    ],
    ["a registry in JSON", ["/model-versions"], { status: 200, body: "<p>log in</p>" }, "model", "not JSON"],
    [
      "the registered model any more",
      ["/model-versions/create"],
      { status: 404, body: '{"error_code": "RESOURCE_DOES_NOT_EXIST", "message": "no model"}' },
      "model",
      "no model",
    ],
  ])(
    "when it has no %s, then that is set aside with the reason, and the run ends",
    async (_name, paths, fault, op, reason) => {
      server.fault = without(paths, fault);
      await spoolRun(spoolDir);
      const [report] = await sync();
      expect(report).toMatchObject({ state: "sent", ended: true });
      expect(setAside(report!.kept!)[0]).toMatchObject({
        entry: { op },
        reason: expect.stringContaining(reason),
      });
      expect(server.runs[0]!.info.status).toBe("FINISHED");
      expect(server.points("final")).toEqual([[0, 9]]);
      expect(listSpool(spoolDir)).toEqual([]);
      expect(await sync()).toEqual([]);
    },
  );

  test("when it can store no file for now, then the run is ended there, others are sent, and the rest follows", async () => {
    const first = await spoolRun(spoolDir);
    const other = createTracker({ spoolDir });
    other.startRun({ experiment: "MSFT", runName: "other" }).end();
    await other.close();
    const [, second] = listSpool(spoolDir);
    server.fault = without(["-artifacts"], { status: 500, body: "no space left" });
    const reports = await sync();
    expect(reports.map(({ spoolId, state, ended }) => [spoolId, state, ended])).toEqual([
      [first, "pending", true],
      [second, "sent", true],
    ]);
    expect(server.runs.map(({ info }) => info.status)).toEqual(["FINISHED", "FINISHED"]);
    expect(server.points("final")).toEqual([]);
    server.fault = () => undefined;
    expect(await sync()).toEqual([expect.objectContaining({ state: "sent", setAside: 0 })]);
    expect(server.points("final")).toEqual([[0, 9]]);
  });
});

test("when the server can store no file while a training runs, then its run is ended there at the close", async () => {
  server.fault = without(["-artifacts"], { status: 500, body: "no space left" });
  const tracker = createTracker({ spoolDir, trackingUri: server.uri, intervalMs: 1 });
  const run = tracker.startRun({ experiment: "AAPL" });
  run.logContent("note.txt", "hello");
  run.logMetrics({ final: 9 });
  run.end();
  expect((await tracker.close(200)).runs).toEqual([expect.objectContaining({ state: "pending" })]);
  expect(server.runs[0]!.info.status).toBe("FINISHED");
  server.fault = () => undefined;
  expect(await sync()).toEqual([expect.objectContaining({ state: "sent", setAside: 0, abandoned: false })]);
  expect(server.runs.map(({ info }) => info.status)).toEqual(["FINISHED"]);
  expect(server.points("final")).toEqual([[0, 9]]);
});

describe("a server that is not there any more", () => {
  test("when a proxy answers 404 for everything, then the run waits and is sent whole later", async () => {
    await spoolRun(spoolDir);
    server.fault = ({ path }, n) =>
      n > 5 && path !== "/version" ? { status: 404, body: "default backend - 404" } : undefined;
    const [report] = await sync();
    expect(report).toMatchObject({
      state: "pending",
      setAside: 0,
      error: { code: "not_found", status: 404 },
    });
    server.fault = () => undefined;
    expect(await sync()).toEqual([expect.objectContaining({ state: "sent", setAside: 0 })]);
    expect(server.points("loss")).toHaveLength(50);
    expect(server.store.models.size).toBe(1);
  });

  test("when the address is another program's from the start, then the message says to check it", async () => {
    await spoolRun(spoolDir);
    server.fault = () => ({ status: 404, body: PAGE });
    const [report] = await sync();
    expect(report).toMatchObject({ state: "pending", runId: undefined });
    expect(report!.error!.message).toContain("check MLFLOW_TRACKING_URI");
  });
});
