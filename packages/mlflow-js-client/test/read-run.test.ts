import { appendFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { readSpooledRun } from "../src/spool/read-run.ts";
import { createTracker } from "../src/spool/tracker.ts";
import { newFolder } from "./spool-dir.ts";

describe("a run that is read from the spool", () => {
  test("when it has ended, then it equals what the server would show", async () => {
    const spoolDir = newFolder();
    const tracker = createTracker({ spoolDir });
    const run = tracker.startRun({ experiment: "AAPL", runName: "first", tags: { a: "1" } });
    run.logParams({ units: "8 4" });
    run.logParams({ units: "9 9", seed: 1 });
    for (const step of [1, 3, 2]) run.logMetrics({ loss: 1 / step }, { step, timestamp: 1000 + step });
    run.logMetrics({ final: Number.NaN, worst: Number.NEGATIVE_INFINITY }, { timestamp: 5 });
    run.setTags({ "mlflow.runName": "renamed", a: "2" });
    run.end("FAILED");
    await tracker.close();

    const read = await readSpooledRun(spoolDir, run.spoolId);
    const loss = (step: number) => ({ key: "loss", value: 1 / step, timestamp: 1000 + step, step });
    expect(read).toEqual({
      spoolId: run.spoolId,
      experiment: "AAPL",
      runName: "renamed",
      status: "FAILED",
      parent: undefined,
      startTime: expect.any(Number),
      endTime: expect.any(Number),
      params: { units: "8 4", seed: "1" },
      tags: { a: "2", "mlflow.runName": "renamed" },
      metrics: {
        loss: loss(3),
        final: { key: "final", value: Number.NaN, timestamp: 5, step: 0 },
        worst: { key: "worst", value: Number.NEGATIVE_INFINITY, timestamp: 5, step: 0 },
      },
      history: {
        loss: [loss(1), loss(3), loss(2)],
        final: [expect.anything()],
        worst: [expect.anything()],
      },
    });
  });

  test("when its process lives, then it is RUNNING; when it died, then it is KILLED, without the torn line", async () => {
    const spoolDir = newFolder();
    const tracker = createTracker({ spoolDir });
    const parent = tracker.startRun({ experiment: "backtests" });
    const child = tracker.startRun({ experiment: "backtests", parent });
    child.logMetrics({ loss: 1 });
    const read = await readSpooledRun(spoolDir, child.spoolId);
    expect(read).toMatchObject({ status: "RUNNING", parent: parent.spoolId, endTime: undefined });
    await tracker.close();

    const start = { seq: 1, time: 7, op: "start", experiment: { name: "AAPL" }, startTime: 7, tags: {} };
    writeFileSync(join(spoolDir, "killed.jsonl"), `${JSON.stringify(start)}\n{"damaged\n`);
    appendFileSync(join(spoolDir, "killed.jsonl"), '{"seq":3,"op":"metrics","va');
    expect(await readSpooledRun(spoolDir, "killed")).toMatchObject({
      experiment: "AAPL",
      runName: undefined,
      status: "KILLED",
      startTime: 7,
      metrics: {},
    });
  });

  test("when there is no such run, then it is undefined; when the start is missing, then the error names the journal", async () => {
    const spoolDir = newFolder();
    expect(await readSpooledRun(spoolDir, "sent")).toBeUndefined();
    for (const line of ['{"seq":2,"time":1,"op":"params","values":{}}', "{}"]) {
      writeFileSync(join(spoolDir, "x.jsonl"), `${line}\n`);
      await expect(readSpooledRun(spoolDir, "x")).rejects.toMatchObject({
        code: "spool_damaged",
        message: expect.stringMatching(/x\.jsonl does not begin with the start of a run$/),
      });
    }
  });
});
