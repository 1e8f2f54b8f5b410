import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "@jest/globals";
import { listSpool } from "../src/spool/paths.ts";
import { createTracker } from "../src/spool/tracker.ts";
import { newFolder } from "./spool-dir.ts";
import type { StandIn } from "./stand-in.ts";

export const steps = (n: number) => Array.from({ length: n }, (_, step) => step);

/** Writes a finished run with `n` steps, an artifact and a registered model to the spool; returns its spool id. */
export async function spoolRun(spoolDir: string, n = 50): Promise<string> {
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

/** Expects that the server has the run of `spoolRun` exactly once, and that the spool is empty. */
export function expectWhole(server: StandIn, spoolDir: string, n = 50): void {
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
