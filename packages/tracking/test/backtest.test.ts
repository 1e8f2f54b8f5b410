import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { economicValue, FoldStore, runBacktest, summarize } from "@lstm-predict/backtest";
import { toRawSeries } from "@lstm-predict/bars";
import { Interrupted } from "@lstm-predict/checks";
import { parseConfig } from "@lstm-predict/model";
import { StandIn } from "../../mlflow-js-client/test/stand-in.ts";
import { TrackedBacktest } from "../src/index.ts";
import { folder, GIT, QUICK_CONFIG, quickBars } from "./tracked.ts";

let server: StandIn;
beforeEach(async () => {
  server = await new StandIn().start();
  process.env.MLFLOW_TRACKING_URI = server.uri;
});
afterEach(async () => {
  delete process.env.MLFLOW_TRACKING_URI;
  await server.kill();
});

const config = parseConfig({ ...QUICK_CONFIG, epochs: 1 });
const folds = { folds: 2, refitEvery: 40 };

async function start(): Promise<TrackedBacktest> {
  const options = { mlrunsDir: await folder(), git: GIT, onNote: () => {} };
  return TrackedBacktest.start(options, {
    ...{ symbols: ["AAPL"], config, seeds: 1, folds, warmStart: false },
    horizons: [5],
  });
}

test("when a backtest is done, then its folds are runs within its run", async () => {
  const tracked = await start();
  const { bars } = await quickBars();
  const dir = await folder();
  const results = await runBacktest({
    symbols: [{ symbol: "AAPL", series: toRawSeries(bars), sha256: "0".repeat(64) }],
    config,
    seeds: [42],
    folds,
    warmStart: false,
    horizons: [5],
    store: new FoldStore(join(dir, "folds")),
    signal: new AbortController().signal,
    onFold: (fold) => tracked.onFold(fold),
  });
  const summary = summarize(results);
  const file = join(dir, "AAPL.csv");
  await writeFile(file, "date,seed\n");
  const value = economicValue(results)!.summary;
  tracked.finish(summary, [file], value);
  expect(await tracked.close()).toContain(`${server.uri}/#/experiments/`);

  const parent = server.runs.find(({ info }) =>
    info.run_name.startsWith("AAPL, 2 folds, distribution, seed 42"),
  )!;
  const children = server.runs.filter((run) => run.tags.get("mlflow.parentRunId") === parent.info.run_id);
  expect(children.map(({ info }) => info.run_name).sort()).toEqual([
    "AAPL, seed 42, fold 1",
    "AAPL, seed 42, fold 2",
  ]);
  expect(server.points("mase", parent)).toEqual([[0, summary.overall.model!.mase]]);
  expect(server.points("diebold_p_to_constant", parent)).toEqual([
    [0, summary.panel.winklerToConstant!.pValue],
  ]);
  const [week] = summary.later!;
  expect(server.points("h5/coverage_90", parent)).toEqual([[0, week!.overall.model!.coverage]]);
  expect(server.points("h5/diebold_p", parent)).toEqual([[0, week!.panel.absoluteErrorToNaive.pValue]]);
  expect(server.points("value/targetModel/sharpe", parent)).toEqual([
    [0, value.overall.strategies.targetModel!.sharpe],
  ]);
  expect(children.every((fold) => server.points("mase", fold).length === 1)).toBe(true);
  expect([...server.store.files.keys()].some((name) => name.endsWith("/forecasts/AAPL.csv"))).toBe(true);
  expect(Object.fromEntries(parent.params)).toMatchObject({
    folds: "2",
    refitEvery: "40",
    trainWindows: "all",
    horizons: "1 5",
  });
  expect(server.runs.map(({ info }) => info.status)).toEqual(["FINISHED", "FINISHED", "FINISHED"]);
});

test.each([
  ["is interrupted", new Interrupted("stopped"), "KILLED"],
  ["fails", new Error("the disk is full"), "FAILED"],
])("when a backtest %s, then its run says so", async (_name, error, status) => {
  const tracked = await start();
  tracked.fail(error);
  await tracked.close();
  expect(server.runs.map(({ info }) => info.status)).toEqual([status]);
});
