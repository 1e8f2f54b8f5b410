import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { readMetadata } from "@lstm-predict/artifacts";
import { parseConfig } from "@lstm-predict/model";
import { promote } from "@lstm-predict/registry";
import { type StandIn, sampleMarket, startStandIn } from "yahoo-stand-in";
import { saveVersion } from "../../../packages/jobs/test/bundles.ts";
import { cli, folder } from "./cli.ts";
import { Machine, SMALL } from "./retrain.ts";

/** Enough epochs for a process to be killed in one. */
const SLOW = { config: { epochs: 30, earlyStopping: { patience: 30 } } };

let yahoo: StandIn;
beforeEach(async () => {
  const symbols = ["AAPL", "MSFT", "KO", "SPY"];
  yahoo = await startStandIn({ markets: symbols.map((symbol, k) => sampleMarket({ symbol, scale: 1 + k })) });
});
afterEach(async () => {
  await yahoo[Symbol.asyncDispose]();
});

const all = (outcome: string, symbols: string[]) =>
  Object.fromEntries(symbols.map((name) => [name, outcome]));

test("when one of several symbols is unknown, then the others are done, and a person is called; a second run does nothing", async () => {
  const machine = await Machine.with(yahoo);
  const first = await machine.retrain("AAPL,NOPE,KO", "--jobs", "2");
  expect([first.code, first.outcomes]).toEqual([1, { AAPL: "promoted", NOPE: "failed", KO: "promoted" }]);
  expect(first.results[1].error).toMatchObject({ code: "unknown_symbol" });
  expect(first.stderr.trim().split("\n").at(-1)).toBe("error: 1 of 3 symbols need a person: NOPE");
  const versions = await machine.versions();
  expect(Object.values(versions).map((list) => list.length)).toEqual([1, 1]);
  const asked = yahoo.asked.length;

  const second = await machine.retrain("AAPL,KO");
  expect([second.code, second.outcomes]).toEqual([0, all("up to date", ["AAPL", "KO"])]);
  expect(second.results[0]).toEqual({
    symbol: "AAPL",
    outcome: "up to date",
    newSessions: 0,
    to: "2018-05-11",
    version: versions.AAPL![0],
    reason: `${versions.AAPL![0]} was trained on all bars, to 2018-05-11`,
  });
  expect(await machine.versions()).toEqual(versions);
  expect(yahoo.asked).toHaveLength(asked);
});

test("when a run is killed in the middle of the second symbol, then the next one does that one and those after it", async () => {
  const machine = await Machine.with(yahoo, SLOW);
  const run = await machine.begin("AAPL,KO,SPY");
  await machine.training("KO");
  expect(await run.kill()).toBe("SIGKILL");
  const done = await machine.versions();
  expect(done.AAPL).toHaveLength(1);
  expect(done.SPY).toBeUndefined();

  const next = await machine.retrain("AAPL,KO,SPY");
  expect(next.code).toBe(0);
  expect(next.outcomes).toEqual({
    AAPL: "up to date",
    // On a machine that stood still before the kill it may have come to its end.
    KO: done.KO ? expect.stringMatching(/^(up to date|promoted)$/) : "promoted",
    SPY: "promoted",
  });
  const versions = await machine.versions();
  expect(versions).toMatchObject(done);
  expect(Object.values(versions).map((list) => list.length)).toEqual([1, 1, 1]);
});

test("when runs were missed, then one training catches up, and the table and the summary say so", async () => {
  const machine = await Machine.with(yahoo);
  const trained = { symbol: "AAPL", config: parseConfig(SMALL), to: "2018-03-29" };
  await promote(machine.models, "AAPL", await saveVersion(machine.models, trained), "for the test");
  const args = ["retrain", "--symbols", "AAPL", "--backtest-days", "20"];
  const summary = join(await folder(), "summary.md");
  const run = await cli([...args, "--summary", summary], { env: machine.env });
  expect(run.code).toBe(0);
  expect(run.stderr).toContain("1/1  AAPL: 30 days are new");
  expect(run.stdout).toMatch(/AAPL +(promoted|refused) +30 +2018-05-11 +\d\.\d{4} +\d\.\d{4} /);
  expect((await machine.versions()).AAPL).toHaveLength(2);
  expect(await readFile(summary, "utf8")).toMatch(
    /^### Retraining of .* UTC\n\n1 (promoted|refused)\.\n\n\| symbol \|.*\n\| --- \|.*\n\| AAPL \| .* \| 30 \| 2018-05-11 \|/,
  );
});

test("when there is a champion, then a training goes on from it, unless it is to begin from scratch; the figures have the stages", async () => {
  const machine = await Machine.with(yahoo);
  const [first] = (await machine.retrain("AAPL", "--end", "2018-03-29")).results;
  await promote(machine.models, "AAPL", first.version, "a model so small is refused on these days");
  const metrics = join(await folder(), "retrain.prom");
  const second = await machine.retrain("AAPL", "--end", "2018-04-30", "--metrics", metrics);
  const { origin, cpuSeconds, stages } = second.results[0];
  expect([first.origin, origin]).toEqual([undefined, first.version]);
  const text = await readFile(metrics, "utf8");
  expect(text).toContain(`lstm_predict_retrain_cpu_seconds{symbol="AAPL"} ${cpuSeconds}\n`);
  expect(text).toContain(`lstm_predict_retrain_stage_seconds{stage="start"} ${stages.start.seconds}\n`);
  expect(text).toContain(`lstm_predict_retrain_stage_cpu_seconds{stage="fit"} ${stages.fit.cpuSeconds}\n`);
  const third = await machine.retrain("AAPL", "--end", "2018-05-11", "--from-scratch", "--metrics", "-");
  expect([third.code, third.results[0].origin]).toEqual([0, undefined]);
  const line = third.stderr.split("\n").find((text) => text.startsWith("{"))!;
  expect(JSON.parse(line)).toMatchObject({ symbol: "AAPL", stages: third.results[0].stages });
});

test("when another run works on a symbol, then it is left to that one; when that was killed, then it is taken over", async () => {
  const endless = { config: { epochs: 100_000, earlyStopping: { patience: 100_000 } } };
  const machine = await Machine.with(yahoo, endless);
  const other = await machine.begin("AAPL");
  await machine.training("AAPL");
  const run = await machine.retrain("AAPL", "--epochs", "2");
  expect([run.code, run.outcomes]).toEqual([0, { AAPL: "busy" }]);
  expect(run.results[0].reason).toBe("another run retrains it at this moment: left to that one");
  await other.kill();
  const next = await machine.retrain("AAPL", "--epochs", "2");
  expect(next.outcomes).toEqual({ AAPL: "promoted" });
  expect(await readdir(join(machine.env.DATA_DIR!, "locks"))).toEqual([]);
});

describe("what goes wrong", () => {
  test("when no new bars came for years, then a person is called, unless that is not wanted; the figures say so", async () => {
    const machine = await Machine.with(yahoo);
    const saved = { symbol: "AAPL", config: parseConfig(SMALL) };
    await promote(machine.models, "AAPL", await saveVersion(machine.models, saved), "for the test");
    const metrics = join(await folder(), "retrain.prom");
    const run = await machine.retrain("AAPL", "--stale-after", "3", "--metrics", metrics);
    expect([run.code, run.outcomes]).toEqual([1, { AAPL: "failed" }]);
    expect(run.results[0].error.code).toBe("stale_bars");
    expect(run.results[0].missedSessions).toBeGreaterThan(2000);
    expect(run.stderr).toContain("error: 1 of 1 symbols need a person: AAPL");
    const text = await readFile(metrics, "utf8");
    expect(text).toContain('lstm_predict_retrain_failed{symbol="AAPL"} 1\n');
    expect(text).toMatch(/^lstm_predict_retrained_timestamp_seconds \d{10}/m);
    const lastBar = Date.parse("2018-05-11") / 1000;
    expect(text).toContain(`lstm_predict_last_bar_timestamp_seconds{symbol="AAPL"} ${lastBar}\n`);

    const unset = Object.assign(machine.env, { STALE_AFTER: "" });
    expect((await machine.retrain("AAPL")).code).toBe(1);
    Object.assign(unset, { STALE_AFTER: "0", RETRAIN_METRICS: "-" });
    const quiet = await machine.retrain("AAPL");
    expect([quiet.code, quiet.outcomes]).toEqual([0, { AAPL: "up to date" }]);
    const line = quiet.stderr.split("\n").find((text) => text.startsWith("{"))!;
    expect(JSON.parse(line)).toEqual({
      symbol: "AAPL",
      outcome: "up to date",
      barsAgeDays: expect.any(Number),
    });
  });

  test("when Yahoo limits the requests, then there are no new data, Yahoo is left alone, and nobody is called", async () => {
    const machine = await Machine.with(yahoo);
    yahoo.set({ faults: () => ({ kind: "tooMany", retryAfter: "300" }) });
    const run = await machine.retrain("MSFT,KO", "--refresh");
    expect([run.code, run.outcomes]).toEqual([0, all("no new data", ["MSFT", "KO"])]);
    expect(run.results[0].reason).toContain("limits the requests");
    expect(yahoo.asked).toHaveLength(1);
    yahoo.set({ faults: () => undefined });
    const plan = await machine.retrain("MSFT,KO", "--dry-run");
    expect(plan.outcomes).toEqual(all("planned", ["MSFT", "KO"]));
  });

  test("when there are too few bars, then a person is called, and nothing is made", async () => {
    const machine = await Machine.with(yahoo);
    const run = await machine.retrain("SPY", "--start", "2018-05-01");
    expect([run.code, run.outcomes]).toEqual([1, { SPY: "failed" }]);
    expect(run.results[0].error).toMatchObject({ code: "too_few_bars" });
    expect(await machine.versions()).toEqual({});
  });

  test.each([
    [[], 2, "expected --symbols LIST or --symbols-file FILE"],
    [["--symbols", "AAPL,../x"], 1, 'symbol is "../x"'],
    [["--symbols", "aapl,groß"], 1, 'symbol is "groß"'],
    [["--symbols", "AAPL", "--jobs", "0"], 2, "Expected a whole number of at least 1"],
    [["--symbols", "AAPL", "--stale-after", "-1"], 2, "Expected a whole number of at least 0"],
    [["--symbols", "AAPL", "--stale-after", ""], 2, "Expected a whole number of at least 0"],
    [["--symbols", "AAPL", "--epochs", "0"], 1, "epochs is 0: expected at least 1"],
  ])(
    "when it is asked for with %j, then it is refused before anything is asked",
    async (flags, code, message) => {
      const machine = await Machine.with(yahoo);
      const run = await cli(["retrain", ...flags], { env: machine.env });
      expect([run.code, run.stderr]).toEqual([code, expect.stringContaining(message)]);
      expect(yahoo.asked).toEqual([]);
    },
  );
});

test("when it is a dry run, then it says what would be done, and nothing is made", async () => {
  const machine = await Machine.with(yahoo);
  const saved = await saveVersion(machine.models, { symbol: "KO", config: parseConfig(SMALL) });
  const run = await machine.retrain("AAPL,KO", "--dry-run");
  expect([run.code, run.outcomes]).toEqual([0, all("planned", ["AAPL", "KO"])]);
  expect(run.results.map(({ reason }) => reason)).toEqual([
    "would be trained: never trained with this configuration",
    `would be published: ${saved} was trained, but not yet judged`,
  ]);
  expect(await readdir(machine.models)).toEqual(["KO"]);
  expect(await machine.versions()).toEqual({ KO: [saved] });
});

test("when the champion was imported, then a network like it is trained, on all bars", async () => {
  const machine = await Machine.with(yahoo);
  const dir = await folder();
  const scaler = join(dir, "scaler.json");
  const keras = fileURLToPath(new URL(FIXTURE, import.meta.url));
  await writeFile(
    scaler,
    JSON.stringify({ data_min_: [90, 90, 90, 90, 1e7, 90], data_max_: [190, 190, 190, 190, 2e8, 190] }),
  );
  const files = ["--keras", keras, "--scaler", scaler];
  expect((await cli(["import", ...files, "--symbol", "AAPL", "--force"], { env: machine.env })).code).toBe(0);
  const args = ["retrain", "--symbols", "AAPL", "--refresh", "--start", "2017-01-01", "--backtest-days", "0"];
  const run = await cli([...args, "--json"], { env: machine.env });
  expect(run.stderr).toContain("AAPL: never trained with this configuration");
  const [result] = JSON.parse(run.stdout).symbols;
  expect(result.reason).toMatch(/cannot be scored: \S+ has no calibrated error bar/);
  const { config } = await readMetadata(join(machine.models, "AAPL", result.version));
  expect(config).toMatchObject({ target: "price", window: 8, units: [5, 4], denseUnits: 3 });
});

const FIXTURE = "../../../packages/model-formats/test/fixtures/keras/keras-3.15.keras";
