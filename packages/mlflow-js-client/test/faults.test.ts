import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { RunReport } from "../src/spool/report.ts";
import { syncSpool } from "../src/spool/sync.ts";
import { createTracker } from "../src/spool/tracker.ts";
import { newFolder } from "./spool-dir.ts";
import { expectWhole, spoolRun, steps } from "./spooled-run.ts";
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
    spoolDir,
    intervalMs: 1,
    trackingUri: server.uri,
    onWarning: (warning) => warnings.push(warning),
  });
const sync = (retry = RETRY) => syncSpool({ spoolDir, client: { trackingUri: server.uri }, retry });

describe("a server that fails while a training runs", () => {
  test("when it is killed and restarted 20 times, then no record is lost or doubled", async () => {
    const tracker = track();
    const run = tracker.startRun({ experiment: "AAPL" });
    let step = 0;
    for (let kill = 0; kill < 20; kill++) {
      // Every other time some requests are processed but their responses are lost.
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
    ["alternating 503 and 500", (_, n) => (n % 9 < 3 ? { status: n % 2 ? 503 : 500 } : undefined)],
    ["lost responses", (_, n) => (n % 5 === 0 ? "reset after" : undefined)],
    ["slow responses", () => ({ delayMs: 15 })],
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

  test("when the response to runs/create is lost and the run is created twice, then only one stays", async () => {
    await spoolRun(spoolDir);
    // The second search returns nothing, as if the slow server were still creating the run.
    let searches = 0;
    server.fault = ({ path }) => {
      if (path === "/runs/create" && server.runs.length === 0) return "reset after";
      if (path === "/runs/search" && ++searches === 2) return { status: 200, body: "{}" };
      return undefined;
    };
    expect(await sync()).toEqual([expect.objectContaining({ state: "sent" })]);
    expect(server.runs).toHaveLength(2);
    expectWhole(server, spoolDir);
  });
});

describe("a training in another process", () => {
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

  test("when it is killed with SIGKILL while it sends, then sync sends everything that it had logged", async () => {
    server.fault = () => ({ delayMs: 3 });
    const { child, lines } = train(server.uri, 100_000, 1);
    while (lines.length < 60) await setTimeout(5);
    child.kill("SIGKILL");
    await once(child, "close");
    const logged = lines.length;
    const [report] = await sync();
    expect(report).toMatchObject({ state: "sent", abandoned: true, setAside: 0 });
    const points = server.points("loss");
    // A step is written before it is printed, so the journal may have one step more than was printed.
    expect([logged, logged + 1]).toContain(points.length);
    expect(points).toEqual(steps(points.length).map((step) => [step, 1 / (step + 1)]));
    expect(server.points("val/loss")).toHaveLength(points.length);
    expect(server.runs).toHaveLength(1);
    expect(server.runs[0]!.info.status).toBe("KILLED");
    expect(readdirSync(spoolDir)).toEqual([]);
  });

  test("when the disk is full, then the training goes on with one warning and the server gets everything", async () => {
    // `ulimit -f` limits the size of files: the journal's write fails in the middle of a line, as on a full disk.
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

  test("when the disk is full and there is no server, then the training succeeds and reports what is lost", async () => {
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

  test("when the spool folder cannot be created, then the server gets everything from memory", async () => {
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
