import { expect, test } from "@jest/globals";
import { cpuSecondsOf, Stages } from "../src/stages.ts";

/** Computes until this process has used `ms` more of CPU time. */
function compute(ms: number): void {
  const began = process.cpuUsage();
  for (;;) {
    const { user, system } = process.cpuUsage(began);
    if (user + system >= 1000 * ms) return;
  }
}

test("when stages follow one another, then each has the computing of its parts, in the order of their beginning", () => {
  const stages = Stages.begin();
  compute(40); // before the first stage
  stages.enter("fit");
  compute(31);
  stages.enter("evaluate");
  compute(5);
  stages.enter("fit");
  compute(31);
  const times = stages.end();
  expect(Object.keys(times)).toEqual(["fit", "evaluate"]);
  expect(times.fit!.cpuSeconds).toBeGreaterThanOrEqual(0.06);
  expect(times.evaluate!.cpuSeconds).toBeGreaterThanOrEqual(0.005);
  expect(cpuSecondsOf(times)).toBe(times.fit!.cpuSeconds + times.evaluate!.cpuSeconds);
  compute(20);
  expect(stages.end()).toEqual(times);
});

test("when they are those of the process, then the first is its start", () => {
  const before = process.cpuUsage();
  const stages = Stages.ofProcess();
  stages.enter("plan");
  const { start } = stages.end();
  expect(start!.cpuSeconds).toBeGreaterThanOrEqual((before.user + before.system) / 1e6);
  expect(start!.seconds).toBeGreaterThan(0);
});
