import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { createTracker, listSpool, type RunReport, syncSpool } from "../src/index.ts";
import { newFolder } from "./spool-dir.ts";
import { type Fault, type SeenRequest, StandIn } from "./stand-in.ts";

let server: StandIn;
let spoolDir: string;
let warnings: string[];
const RETRY = { maxRetries: 5, backoffFactor: 0.002, backoffJitter: 0 };

beforeEach(async () => {
  server = await new StandIn().start();
  spoolDir = join(newFolder(), "spool");
  warnings = [];
});
afterEach(() => server.kill());

const track = () =>
  createTracker({
    ...{ spoolDir, intervalMs: 1, trackingUri: server.uri, onWarning: (warning) => warnings.push(warning) },
  });
const sync = (retry = RETRY) => syncSpool({ spoolDir, client: { trackingUri: server.uri }, retry });
const steps = (n: number) => Array.from({ length: n }, (_, step) => step);

/** Leaves a finished run of `n` steps, an artifact and a registered model in the spool. */
async function spoolRun(n = 50): Promise<string> {
  const folder = newFolder();
  writeFileSync(join(folder, "weights.bin"), Buffer.alloc(1000, 7));
  const tracker = createTracker({ spoolDir });
  const run = tracker.startRun({ experiment: "AAPL", runName: "spooled" });
  run.logParams({ a: 1 });
  for (const step of steps(n)) run.logMetrics({ loss: step / 3 }, { step });
  run.logContent("note.txt", "hello");
  run.logInputs([{ name: "AAPL", digest: "d", sourceType: "local", source: "x" }]);
  run.logModel(folder, { name: "lstm", registeredName: "AAPL", aliases: ["champion"] });
  run.logMetrics({ final: 9 });
  run.end();
  const { runs } = await tracker.close();
  return runs[0]!.spoolId;
}

/** One run, with every step of `loss` once, one model, one version. */
function expectWhole(n = 50): void {
  const active = server.runs.filter(({ info }) => info.lifecycle_stage === "active");
  expect(active).toHaveLength(1);
  const [run] = active;
  expect(server.points("loss", run)).toEqual(steps(n).map((step) => [step, step / 3]));
  expect(server.points("final", run)).toEqual([[0, 9]]);
  expect(run!.info.status).toBe("FINISHED");
  expect(run!.inputs).toHaveLength(1);
  expect(run!.outputs).toHaveLength(1);
  expect(server.store.models.size).toBe(1);
  expect(server.store.registered.get("AAPL")!.versions).toHaveLength(1);
  expect([...server.store.files.values()].map(({ length }) => length).sort()).toEqual([1000, 5]);
  expect(listSpool(spoolDir)).toEqual([]);
}

describe("a server that fails while a training runs", () => {
  test("when it is killed and restarted 20 times, then no record is lost or doubled", async () => {
    const tracker = track();
    const run = tracker.startRun({ experiment: "AAPL" });
    let step = 0;
    for (let kill = 0; kill < 20; kill++) {
      // Every other time the server has obeyed before it dies.
      server.fault = (_, n) => (kill % 2 === 1 && n % 3 === 0 ? "reset after" : undefined);
      for (let k = 0; k < 25; k++, step++) {
        run.logMetrics({ loss: step / 3, "val/loss": step }, { step });
        if (k % 5 === 0) await setTimeout(2);
      }
      await server.kill();
      run.logMetrics({ loss: step / 3, "val/loss": step }, { step });
      step++;
      await server.start();
      await run.flush(2);
    }
    server.fault = () => undefined;
    run.end();
    const { runs } = await tracker.close(30_000);
    expect(runs[0]).toMatchObject({ state: "sent", lost: 0 });
    const [stored] = server.runs.filter(({ info }) => info.lifecycle_stage === "active");
    expect(server.points("loss", stored)).toEqual(steps(520).map((n) => [n, n / 3]));
    expect(server.points("val/loss", stored)).toHaveLength(520);
    expect(warnings.length).toBeLessThanOrEqual(1);
  });

  test.each<[string, (request: SeenRequest, n: number) => Fault | undefined]>([
    [
      "429 with Retry-After",
      (_, n) => (n % 12 < 3 ? { status: 429, headers: { "retry-after": "0" } } : undefined),
    ],
    ["503 and 500 in turn", (_, n) => (n % 9 < 3 ? { status: n % 2 ? 503 : 500 } : undefined)],
    ["answers that get lost", (_, n) => (n % 5 === 0 ? "reset after" : undefined)],
    ["slow answers", () => ({ delayMs: 15 })],
  ])("when there are bursts of %s, then everything arrives once", async (_case, fault) => {
    server.fault = fault;
    const tracker = track();
    const run = tracker.startRun({ experiment: "AAPL" });
    for (const step of steps(60)) {
      run.logMetrics({ loss: step }, { step });
      if (step % 10 === 0) await run.flush(20);
    }
    run.end();
    const { runs } = await tracker.close(30_000);
    expect(runs[0]).toMatchObject({ state: "sent" });
    expect(server.points("loss")).toEqual(steps(60).map((step) => [step, step]));
    expect(server.runs.filter(({ info }) => info.lifecycle_stage === "active")).toHaveLength(1);
  });

  test("when the answer to runs/create came too late to be seen, then only one run stays", async () => {
    await spoolRun();
    // The search does not find the run that a slow server is still creating.
    let searches = 0;
    server.fault = ({ path }) => {
      if (path === "/runs/create" && server.runs.length === 0) return "reset after";
      if (path === "/runs/search" && ++searches === 2) return { status: 200, body: "{}" };
      return undefined;
    };
    expect(await sync()).toEqual([expect.objectContaining({ state: "sent" })]);
    expect(server.runs).toHaveLength(2);
    expectWhole();
  });
});

describe("a replay that is interrupted", () => {
  test("when it breaks at every request in turn, obeyed or not, then repeating it leaves nothing twice", async () => {
    await spoolRun();
    for (let broken = 1; ; broken++) {
      server.requests.length = 0;
      server.fault = (_, n) => (n < broken ? undefined : broken % 2 ? "reset after" : "reset before");
      await sync({ ...RETRY, maxRetries: 0 });
      if (listSpool(spoolDir).length === 0) break;
      expect(broken).toBeLessThan(60);
    }
    expectWhole();
  });

  test("when what it had acknowledged is forgotten too, then still nothing is there twice", async () => {
    const spoolId = await spoolRun();
    for (let last = 3; listSpool(spoolDir).length > 0; last += 2) {
      server.requests.length = 0;
      server.fault = (_, n) => (n > last ? "reset before" : undefined);
      await sync({ ...RETRY, maxRetries: 0 });
      rmSync(join(spoolDir, spoolId, "ack.json"), { force: true });
      expect(last).toBeLessThan(90);
    }
    expectWhole();
  });

  test("when a person watches, then there is progress up to the last entry, and a report of the run", async () => {
    const spoolId = await spoolRun();
    const seen: [string, number][] = [];
    const done: RunReport[] = [];
    await syncSpool({
      ...{ spoolDir, client: { trackingUri: server.uri } },
      onProgress: (...progress) => seen.push(progress),
      onRun: (report) => done.push(report),
    });
    expect(seen[0]).toEqual([spoolId, 1]);
    expect(seen.at(-1)).toEqual([spoolId, 57]);
    expect(done).toEqual([expect.objectContaining({ spoolId, state: "sent", sent: 57 })]);
  });

  test("when two processes sync at once, then one leaves the run to the other", async () => {
    await spoolRun();
    server.fault = () => ({ delayMs: 10 });
    const [first, second] = await Promise.all([sync(), sync()]);
    const states = [...first, ...second].map(({ state }) => state).sort();
    expect(states).toEqual(["busy", "sent"]);
    expectWhole();
  });

  test("when the server is not there, then it is asked once and every run is pending", async () => {
    await spoolRun();
    await spoolRun();
    await server.kill();
    const reports = await sync();
    expect(reports).toHaveLength(2);
    for (const { state, error } of reports) expect([state, error?.code]).toEqual(["pending", "unreachable"]);
  });

  test("when the server has forgotten the run, then the error says how to send it anew", async () => {
    const spoolId = await spoolRun();
    server.fault = ({ path }) => (path === "/runs/log-inputs" ? { status: 503 } : undefined);
    await sync({ ...RETRY, maxRetries: 0 });
    server.store.runs.clear();
    server.store.models.clear();
    server.store.files.clear();
    server.fault = () => undefined;
    const [report] = await sync();
    expect(report).toMatchObject({ state: "pending", error: { code: "not_active" } });
    expect(report!.error!.message).toContain("ack.json");
    rmSync(join(spoolDir, spoolId, "ack.json"));
    await sync();
    expectWhole();
  });

  test("when a newer model has the alias by now, then it keeps it", async () => {
    await spoolRun();
    await setTimeout(5);
    const tracker = createTracker({ spoolDir: newFolder(), trackingUri: server.uri, intervalMs: 1 });
    const run = tracker.startRun({ experiment: "AAPL" });
    run.logModel(newFolder(), { name: "newer", registeredName: "AAPL", aliases: ["champion"] });
    run.end();
    await tracker.close();
    const notes: string[] = [];
    await syncSpool({ spoolDir, client: { trackingUri: server.uri }, onNote: (note) => notes.push(note) });
    const { aliases, versions } = server.store.registered.get("AAPL")!;
    expect([aliases.get("champion"), versions.length]).toEqual(["1", 2]);
    expect(notes).toEqual([expect.stringContaining("stays at version 1")]);
  });
});

describe("a damaged journal", () => {
  test("when a line in the middle is damaged, then it is set aside, reported, and the rest arrives", async () => {
    const spoolId = await spoolRun();
    const file = join(spoolDir, `${spoolId}.jsonl`);
    const lines = readFileSync(file, "utf8").split("\n");
    lines[10] = lines[10]!.slice(0, 20);
    writeFileSync(file, lines.join("\n"));
    const [report] = await sync();
    expect(report).toMatchObject({ state: "sent", setAside: 1, torn: false });
    expect(readFileSync(join(report!.kept!, "set-aside.jsonl"), "utf8")).toContain(JSON.stringify(lines[10]));
    expect(server.points("loss")).toHaveLength(49);
    expect(existsSync(file)).toBe(false);
  });

  test("when the last line is torn, then all before it arrives, and the run counts as killed", async () => {
    const tracker = createTracker({ spoolDir });
    const run = tracker.startRun({ experiment: "AAPL" });
    run.logMetrics({ loss: 1 }, { timestamp: 5000 });
    const lastLogged = Date.now();
    await setTimeout(5);
    appendFileSync(join(spoolDir, `${run.spoolId}.jsonl`), '{"seq":3,"time":17');
    // Only a living process may still finish its line.
    expect(await sync()).toEqual([expect.objectContaining({ state: "busy" })]);
    rmSync(join(spoolDir, run.spoolId, "lock"));
    expect(await sync()).toEqual([expect.objectContaining({ state: "sent", torn: true, abandoned: true })]);
    expect(server.points("loss")).toEqual([[0, 1]]);
    expect(server.runs[0]!.info.status).toBe("KILLED");
    expect(server.runs[0]!.info.end_time).toBeLessThanOrEqual(lastLogged);
  });

  test("when the spool cannot be locked, then its run is pending and the next one is sent", async () => {
    await spoolRun();
    const [first] = listSpool(spoolDir);
    rmSync(join(spoolDir, first!), { recursive: true });
    writeFileSync(join(spoolDir, first!), "a file in the folder's place");
    await setTimeout(2);
    createTracker({ spoolDir }).startRun({ experiment: "MSFT" }).end();
    const lock = join(spoolDir, listSpool(spoolDir)[1]!, "lock");
    rmSync(lock);
    expect((await sync()).map(({ state, error }) => [state, error?.code])).toEqual([
      ...[
        ["pending", "file_failed"],
        ["sent", undefined],
      ],
    ]);
  });

  test("when the start is gone, then nothing is guessed and the error names the file", async () => {
    mkdirSync(spoolDir, { recursive: true });
    writeFileSync(join(spoolDir, "x.jsonl"), '{"seq":2,"time":1,"op":"tags","values":{}}\n');
    const [report] = await sync();
    expect(report).toMatchObject({ state: "pending", error: { code: "spool_damaged" } });
    expect(report!.error!.message).toContain("x.jsonl");
    expect(server.runs).toEqual([]);
  });
});

describe("a training in its own process", () => {
  function train(uri: string, n: number, pauseMs: number, limits = "") {
    const file = join(import.meta.dirname, "trainer.ts");
    const command = `${limits} exec "$0" "$@"`;
    const child = spawn(
      "sh",
      ["-c", command, process.execPath, file, spoolDir, uri, String(n), String(pauseMs)],
      {
        stdio: ["ignore", "pipe", "inherit"],
        env: { ...process.env, NODE_OPTIONS: "" },
      },
    );
    const lines: string[] = [];
    createInterface(child.stdout).on("line", (line) => lines.push(line));
    return { child, lines };
  }

  test("when it is killed with -9 while it sends, then sync completes what it had logged", async () => {
    server.fault = () => ({ delayMs: 3 });
    const { child, lines } = train(server.uri, 100_000, 1);
    while (lines.length < 60) await setTimeout(5);
    child.kill("SIGKILL");
    await once(child, "close");
    const logged = lines.length;
    const [report] = await sync();
    expect(report).toMatchObject({ state: "sent", abandoned: true, setAside: 0 });
    const points = server.points("loss");
    // The line of the last step is written before the step is printed, the one after it perhaps too.
    expect([logged, logged + 1]).toContain(points.length);
    expect(points).toEqual(steps(points.length).map((step) => [step, 1 / (step + 1)]));
    expect(server.points("val/loss")).toHaveLength(points.length);
    expect(server.runs).toHaveLength(1);
    expect(server.runs[0]!.info.status).toBe("KILLED");
    expect(readdirSync(spoolDir)).toEqual([]);
  });

  test("when the disk takes no more, then the training goes on with one warning and the server has all", async () => {
    // No file may grow beyond some blocks: the journal's write fails in the middle of a line, as on a full disk.
    const { child, lines } = train(server.uri, 400, 0, "ulimit -f 8;");
    await once(child, "close");
    const { warnings: warned, report } = JSON.parse(lines.at(-1)!) as {
      warnings: string[];
      report: { runs: RunReport[] };
    };
    expect(warned).toEqual([expect.stringMatching(/cannot be written.*the training goes on/)]);
    expect(report.runs[0]).toMatchObject({ state: "sent", lost: 0, setAside: 0 });
    expect(server.points("loss")).toEqual(steps(400).map((step) => [step, 1 / (step + 1)]));
    expect([...server.store.files.keys()].some((name) => name.endsWith("/src/replay.ts"))).toBe(true);
  });

  test("when the disk is full and there is no server, then the training still ends well and says what is lost", async () => {
    const { child, lines } = train("", 400, 0, "ulimit -f 8;");
    const [code] = await once(child, "close");
    const { warnings: warned, report } = JSON.parse(lines.at(-1)!);
    expect(code).toBe(0);
    expect(warned).toHaveLength(1);
    expect(report.runs[0].lost).toBeGreaterThan(300);
    const [synced] = await sync();
    expect(synced).toMatchObject({ state: "sent", torn: false });
    expect(server.points("loss").length + report.runs[0].lost).toBeGreaterThanOrEqual(400);
  });

  test("when the spool cannot even be made, then the server gets everything from memory", async () => {
    writeFileSync(spoolDir, "a file in its place");
    const tracker = track();
    const run = tracker.startRun({ experiment: "AAPL" });
    for (const step of steps(20)) run.logMetrics({ loss: step }, { step });
    run.end();
    const { runs } = await tracker.close();
    expect(runs[0]).toMatchObject({ state: "sent", lost: 0 });
    expect(server.points("loss")).toHaveLength(20);
    expect(warnings).toHaveLength(1);
  });
});
