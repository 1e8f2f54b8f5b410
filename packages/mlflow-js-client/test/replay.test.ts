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
import { setTimeout } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { listSpool } from "../src/spool/paths.ts";
import type { RunReport } from "../src/spool/report.ts";
import { syncSpool } from "../src/spool/sync.ts";
import { createTracker } from "../src/spool/tracker.ts";
import { newFolder } from "./spool-dir.ts";
import { expectWhole, spoolRun } from "./spooled-run.ts";
import { StandIn } from "./stand-in.ts";

let server: StandIn;
let spoolDir: string;
const RETRY = { maxRetries: 5, backoffFactor: 0.002, backoffJitter: 0 };

beforeEach(async () => {
  server = await new StandIn().start();
  spoolDir = join(newFolder(), "spool");
});
afterEach(() => server.kill());

const sync = (retry = RETRY) => syncSpool({ spoolDir, client: { trackingUri: server.uri }, retry });

describe("a replay that is interrupted", () => {
  test("when it breaks at each request in turn, before or after the server processed it, then nothing is there twice", async () => {
    await spoolRun(spoolDir);
    for (let broken = 1; ; broken++) {
      server.requests.length = 0;
      server.fault = (_, n) => (n < broken ? undefined : broken % 2 ? "reset after" : "reset before");
      await sync({ ...RETRY, maxRetries: 0 });
      if (listSpool(spoolDir).length === 0) break;
      expect(broken).toBeLessThan(60);
    }
    expectWhole(server, spoolDir);
  });

  test("when the acknowledgement file is lost too, then nothing is there twice", async () => {
    const spoolId = await spoolRun(spoolDir);
    for (let last = 3; listSpool(spoolDir).length > 0; last += 2) {
      server.requests.length = 0;
      server.fault = (_, n) => (n > last ? "reset before" : undefined);
      await sync({ ...RETRY, maxRetries: 0 });
      rmSync(join(spoolDir, spoolId, "ack.json"), { force: true });
      expect(last).toBeLessThan(90);
    }
    expectWhole(server, spoolDir);
  });

  test("when progress is observed, then it goes up to the last entry, and onRun gets the report", async () => {
    const spoolId = await spoolRun(spoolDir);
    const seen: [string, number][] = [];
    const done: RunReport[] = [];
    await syncSpool({
      spoolDir,
      client: { trackingUri: server.uri },
      onProgress: (...progress) => seen.push(progress),
      onRun: (report) => done.push(report),
    });
    expect(seen[0]).toEqual([spoolId, 1]);
    expect(seen.at(-1)).toEqual([spoolId, 57]);
    expect(done).toEqual([expect.objectContaining({ spoolId, state: "sent", sent: 57 })]);
  });

  test("when two processes sync at the same time, then one of them skips the run as busy", async () => {
    await spoolRun(spoolDir);
    server.fault = () => ({ delayMs: 10 });
    const [first, second] = await Promise.all([sync(), sync()]);
    const states = [...first, ...second].map(({ state }) => state).sort();
    expect(states).toEqual(["busy", "sent"]);
    expectWhole(server, spoolDir);
  });

  test("when many sync many runs at the same time, then each is sent once, none is pending, and nothing stays", async () => {
    for (let round = 0; round < 5; round++) {
      for (let run = 0; run < 4; run++) await spoolRun(spoolDir, 1);
      const reports = (await Promise.all([1, 2, 3, 4].map(() => sync()))).flat();
      expect(reports.filter(({ state }) => state === "pending").map(({ error }) => error?.message)).toEqual(
        [],
      );
      expect(reports.filter(({ state }) => state === "sent")).toHaveLength(4);
      expect(readdirSync(spoolDir)).toEqual([]);
    }
    expect(server.runs.map(({ info }) => info.status)).toEqual(Array(20).fill("FINISHED"));
  });

  test("when the server cannot be reached, then every run is pending with that error", async () => {
    await spoolRun(spoolDir);
    await spoolRun(spoolDir);
    await server.kill();
    const reports = await sync();
    expect(reports).toHaveLength(2);
    for (const { state, error } of reports) expect([state, error?.code]).toEqual(["pending", "unreachable"]);
  });

  test("when the server no longer has the run, then the error says how to send it again", async () => {
    const spoolId = await spoolRun(spoolDir);
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
    expectWhole(server, spoolDir);
  });

  test("when a newer model has the alias, then the alias stays there", async () => {
    await spoolRun(spoolDir);
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
  test("when a line in the middle is damaged, then it is set aside and reported, and the rest arrives", async () => {
    const spoolId = await spoolRun(spoolDir);
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

  test("when the last line is torn, then everything before it arrives, and the run is KILLED", async () => {
    const tracker = createTracker({ spoolDir });
    const run = tracker.startRun({ experiment: "AAPL" });
    run.logMetrics({ loss: 1 }, { timestamp: 5000 });
    const lastLogged = Date.now();
    await setTimeout(5);
    appendFileSync(join(spoolDir, `${run.spoolId}.jsonl`), '{"seq":3,"time":17');
    // While its process lives, that may still complete the line.
    expect(await sync()).toEqual([expect.objectContaining({ state: "busy" })]);
    rmSync(join(spoolDir, run.spoolId, "lock"));
    expect(await sync()).toEqual([expect.objectContaining({ state: "sent", torn: true, abandoned: true })]);
    expect(server.points("loss")).toEqual([[0, 1]]);
    expect(server.runs[0]!.info.status).toBe("KILLED");
    expect(server.runs[0]!.info.end_time).toBeLessThanOrEqual(lastLogged);
  });

  test("when the spool cannot be locked, then its run is pending and the next one is sent", async () => {
    await spoolRun(spoolDir);
    const [first] = listSpool(spoolDir);
    rmSync(join(spoolDir, first!), { recursive: true });
    writeFileSync(join(spoolDir, first!), "a file in the folder's place");
    await setTimeout(2);
    createTracker({ spoolDir }).startRun({ experiment: "MSFT" }).end();
    const lock = join(spoolDir, listSpool(spoolDir)[1]!, "lock");
    rmSync(lock);
    expect((await sync()).map(({ state, error }) => [state, error?.code])).toEqual([
      ["pending", "file_failed"],
      ["sent", undefined],
    ]);
  });

  test("when the start is missing, then nothing is sent and the error names the file", async () => {
    mkdirSync(spoolDir, { recursive: true });
    writeFileSync(join(spoolDir, "x.jsonl"), '{"seq":2,"time":1,"op":"tags","values":{}}\n');
    const [report] = await sync();
    expect(report).toMatchObject({ state: "pending", error: { code: "spool_damaged" } });
    expect(report!.error!.message).toContain("x.jsonl");
    expect(server.runs).toEqual([]);
  });
});
