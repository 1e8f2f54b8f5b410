import { readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, expect, test } from "@jest/globals";
import { promote, readChampion, readPromotions } from "@lstm-predict/registry";
import { listSpool, readSpooledRun } from "mlflow-js-client/spool";
import type { StandIn } from "yahoo-stand-in";
import { perform } from "../src/index.ts";
import { Machine, markets, SMALL, START, yahooWith } from "./machine.ts";

let yahoo: StandIn;
beforeEach(async () => {
  yahoo = await yahooWith(markets(["AAPL"]));
});

test("when runs were missed, then one training catches up, with the champion's configuration, and meets the gate", async () => {
  yahoo.set({ markets: markets(["AAPL"], 30) });
  const machine = await Machine.make();
  const served = await perform(await machine.retrainJob("AAPL"), machine.host());
  // A model so small is refused on these days.
  await promote(machine.store, "AAPL", served.version!, "served by hand");
  yahoo.set({ markets: markets(["AAPL"]) });
  const job = await machine.retrainJob("AAPL", { config: undefined, start: undefined, cache: "refresh" }, 20);
  expect(job.plan).toMatchObject({ todo: "train", why: "30 days are new", config: SMALL });
  const result = await perform(job, machine.host());
  expect(result).toMatchObject({
    outcome: expect.stringMatching(/^(promoted|refused)$/),
    newSessions: 30,
    to: "2018-05-11",
  });
  const versions = await machine.versions("AAPL");
  expect(versions).toHaveLength(2);
  const [first, second] = await Promise.all(versions.map((version) => machine.metadata("AAPL", version)));
  expect(second!.config).toEqual(first!.config);
  expect([first!.data, second!.data].map((bars) => bars?.from)).toEqual(["2017-01-03", "2017-01-03"]);
  const decision = (await readPromotions(machine.store, "AAPL")).at(-1);
  expect(decision).toMatchObject({
    version: versions[1],
    evidence: {
      from: expect.any(String),
      to: "2018-05-11",
      challenger: expect.anything(),
      backtest: { days: 20, to: "2018-05-11", mase: result.backtest!.mase },
    },
  });
  expect(await readdir(join(machine.settings.dataDir, "backtests", "retrain"))).toEqual([]);
});

test("when another command caches later sessions before the job, then the job trains on the planned bars", async () => {
  yahoo.set({ markets: markets(["AAPL"], 2) });
  const machine = await Machine.make();
  const job = await machine.retrainJob("AAPL");
  yahoo.set({ markets: markets(["AAPL"]) });
  const { bars } = await perform(
    { kind: "fetch", symbol: "AAPL", start: START, cache: "refresh" },
    machine.host(),
  );
  expect([job.plan.bars.to, bars.to]).toEqual(["2018-05-09", "2018-05-11"]);
  expect(await perform(job, machine.host())).toMatchObject({ outcome: "promoted", to: "2018-05-09" });
  expect((await machine.retrainJob("AAPL")).plan.why).toBe("2 days are new");
});

test("when a version was saved but not judged, then it is judged, its story told again, and nothing trained", async () => {
  const machine = await Machine.make({ tracked: true });
  const trained = await perform(await machine.retrainJob("AAPL"), machine.host());
  const metadata = await machine.metadata("AAPL", trained.version!);
  for (const file of ["champion.json", "promotions.jsonl"])
    await rm(join(machine.settings.modelsDir, "AAPL", file));
  const job = await machine.retrainJob("AAPL");
  expect(job.plan).toMatchObject({
    todo: "publish",
    version: trained.version,
    why: `${trained.version} was trained, but not yet judged`,
  });
  const result = await perform(job, machine.host());
  expect(result).toMatchObject({ outcome: "promoted", version: trained.version, mase: trained.mase });
  expect(await machine.versions("AAPL")).toEqual([trained.version]);
  expect((await readChampion(machine.store, "AAPL"))!.version).toBe(trained.version);

  const spool = join(machine.settings.mlrunsDir!, "spool");
  const runs = await Promise.all(listSpool(spool).map((id) => readSpooledRun(spool, id)));
  expect(runs).toHaveLength(2);
  for (const run of runs) {
    expect(run).toMatchObject({
      status: "FINISHED",
      runName: expect.stringContaining(trained.version!),
      experiment: "AAPL",
    });
    expect(run!.history["loss/validation"]!.map(({ value }) => value)).toEqual(
      metadata.history!.map(({ valLoss }) => valLoss),
    );
    expect(run!.metrics["test/mase"]).toMatchObject({ value: trained.mase });
  }
});

test("when champion.json is damaged, then the last version is served anew, and the log says why", async () => {
  const machine = await Machine.make();
  const { version } = await perform(await machine.retrainJob("AAPL"), machine.host());
  await writeFile(join(machine.settings.modelsDir, "AAPL", "champion.json"), "{");
  const result = await perform(await machine.retrainJob("AAPL", { config: undefined }), machine.host());
  expect(result).toMatchObject({ outcome: "promoted", version });
  expect(result.reason).toMatch(/^the champion is unreadable: .*champion.json is not valid JSON/);
  expect((await readPromotions(machine.store, "AAPL")).at(-1)!.reason).toBe(result.reason);
});

test("when it is interrupted after its backtest, then the folds are kept for the next run, and go when that is done", async () => {
  const machine = await Machine.make();
  const job = await machine.retrainJob("AAPL", {}, 20);
  const folds = join(machine.settings.dataDir, "backtests", "retrain", "AAPL");
  const controller = new AbortController();
  const host = machine.host(controller.signal);
  host.onProgress = (what) => what === "save" && controller.abort();
  await expect(perform(job, host)).rejects.toThrow(/^stopped after the backtest: nothing was saved$/);
  const kept = await readdir(folds);
  expect(kept).toEqual([expect.stringMatching(/^AAPL-[0-9a-f]{16}\.json$/)]);
  expect(await perform(job, machine.host())).toMatchObject({ outcome: "promoted", backtest: { days: 20 } });
  await expect(readdir(folds)).rejects.toMatchObject({ code: "ENOENT" });
});

test("when there are too few bars for a backtest, then there is none; for a training, then it fails", async () => {
  const machine = await Machine.make();
  const short = await machine.retrainJob("AAPL", { start: "2018-01-02" }, 40);
  const result = await perform(short, machine.host());
  expect([result.outcome, result.backtest]).toEqual(["promoted", undefined]);
  const other = await Machine.make();
  const none = await other.retrainJob("AAPL", { start: "2018-05-01" }, 40);
  await expect(perform(none, other.host())).rejects.toMatchObject({ code: "too_few_bars" });
  expect(await readdir(other.settings.modelsDir)).toEqual([]);
});
