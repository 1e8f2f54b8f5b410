import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { Interrupted } from "@lstm-predict/checks";
import { parseConfig } from "@lstm-predict/model";
import type { Trial, Tuning } from "@lstm-predict/tuning";
import { StandIn } from "../../mlflow-js-client/test/stand-in.ts";
import { TrackedTuning } from "../src/index.ts";
import { folder, GIT } from "./tracked.ts";

let server: StandIn;
beforeEach(async () => {
  server = await new StandIn().start();
  process.env.MLFLOW_TRACKING_URI = server.uri;
});
afterEach(async () => {
  delete process.env.MLFLOW_TRACKING_URI;
  await server.kill();
});

const config = parseConfig();
const space = { units: { choice: [[8], [16]] } };
const plan = {
  symbol: "AAPL",
  config,
  space,
  trials: 2,
  folds: { folds: 2, refitEvery: 40 },
  testDays: 100,
  stopEarly: true,
};
const trial = (number: number, score: number, state: Trial["state"], units = [100, 50]): Trial => ({
  ...{ number, score, state, values: { units } },
  config: { ...config, units },
  losses: [Float64Array.of(1)],
});

async function start(): Promise<TrackedTuning> {
  return TrackedTuning.start({ mlrunsDir: await folder(), git: GIT, onNote: () => {} }, plan);
}

test("when a tuning is done, then its trials are runs within its run", async () => {
  const tracked = await start();
  const trials = [
    trial(0, 1, "complete"),
    trial(1, 0.9, "complete", [8]),
    trial(2, Number.POSITIVE_INFINITY, "failed", [16]),
  ];
  for (const one of trials) tracked.onTrial(one);
  const file = join(await folder(), "winner.json");
  await writeFile(file, "{}");
  const result = { symbol: "AAPL", trials, best: 1, untrained: 0.8, verdict: "winner" } as unknown as Tuning;
  const luck = { trials: 2, expected: 0.95, byTrials: [1, 0.95], chance: 0.2, sd: 0.1, correlation: 0 };
  tracked.finish({ ...result, luck }, [file]);
  expect(await tracked.close()).toContain(`${server.uri}/#/experiments/`);

  const parent = server.runs.find(({ info }) => info.run_name === "AAPL, 2 trials, distribution, seed 42")!;
  const children = server.runs
    .filter((run) => run.tags.get("mlflow.parentRunId") === parent.info.run_id)
    .sort((a, b) => a.info.run_name.localeCompare(b.info.run_name));
  expect(children.map(({ info }) => [info.run_name, info.status])).toEqual([
    ["default", "FINISHED"],
    ["trial 1", "FINISHED"],
    ["trial 2", "FAILED"],
  ]);
  expect(children.map(({ params }) => params.get("units"))).toEqual(["100 50", "8", "16"]);
  expect(children.map((run) => server.points("score", run))).toEqual([[[0, 1]], [[0, 0.9]], []]);
  expect(Object.fromEntries(parent.params)).toMatchObject({
    symbol: "AAPL",
    folds: "2",
    testDays: "100",
    trials: "2",
    space: JSON.stringify(space),
  });
  expect(server.points("score", parent)).toEqual([[0, 0.9]]);
  expect(server.points("luck/expected_best", parent)).toEqual([[0, 0.95]]);
  expect(server.points("test/network_p", parent)).toEqual([]);
  expect(parent.tags.get("verdict")).toBe("winner");
  expect([...server.store.files.keys()].some((name) => name.endsWith("/winner.json"))).toBe(true);
});

test.each([
  ["is interrupted", new Interrupted("stopped"), "KILLED"],
  ["fails", new Error("the disk is full"), "FAILED"],
])("when a tuning %s, then its run says so", async (_name, error, status) => {
  const tracked = await start();
  tracked.fail(error);
  await tracked.close();
  expect(server.runs.map(({ info }) => info.status)).toEqual([status]);
});
