import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { promote } from "@lstm-predict/registry";
import { PASSWORD, RedisServer } from "redis-server";
import { saveVersion } from "../../../packages/jobs/test/bundles.ts";
import { Machine as Host, markets, SMALL, yahooWith } from "../../../packages/jobs/test/machine.ts";
import { empty, open, startWorker, until } from "../../../packages/jobs/test-queue/fleet.ts";
import { cli, folder } from "../test/cli.ts";
import { cliProcess, startCli } from "../test/cli-process.ts";
import { Machine } from "../test/retrain.ts";

const SYMBOLS = ["AAPL", "MSFT", "KO"];
let redis: RedisServer;
let machine: Machine;
beforeAll(async () => {
  redis = await RedisServer.start();
});
afterAll(() => redis[Symbol.asyncDispose]());
beforeEach(async () => {
  machine = await Machine.with(await yahooWith(markets(SYMBOLS)), { env: { QUEUE_URL: redis.url } });
  await empty(redis);
});

const jobs = (...args: string[]) => cli(["jobs", ...args], { env: machine.env });

describe("retrain", () => {
  test("when it sends to a queue, then a worker trains, and the output is that of one machine", async () => {
    const worker = await Host.make();
    await startWorker(redis, worker, { concurrency: 2 });
    const run = await machine.retrain("AAPL,NONE,KO");
    expect(run.outcomes).toEqual({ AAPL: "promoted", NONE: "failed", KO: "promoted" });
    expect([run.code, run.stderr]).toEqual([
      1,
      expect.stringContaining("1 of 3 symbols need a person: NONE"),
    ]);
    expect(run.stderr).toMatch(/^1\/3 {2}/m);
    expect(run.results[0]).toMatchObject({ mase: expect.any(Number), to: "2018-05-11", newSessions: 342 });
    expect(await machine.versions()).toEqual({});
    expect(run.stderr).toMatch(/ is not in .*, which this machine reads: its worker has another MODEL_STORE/);
    expect(run.stderr.match(/which this machine reads/g)).toHaveLength(1);
    expect(await worker.versions("AAPL")).toEqual([run.results[0].version]);
    expect(run.stdout + run.stderr).not.toContain(PASSWORD);
  });

  test("when it prunes, then the workers do it, and the summary says how much went", async () => {
    const worker = await Host.make();
    const { modelsDir } = worker.settings;
    for (const symbol of ["AAPL", "KO"])
      for (const month of ["01", "02"]) {
        const createdAt = `2018-${month}-01T22:00:00.000Z`;
        const version = await saveVersion(modelsDir, { symbol, createdAt, to: "2018-01-31", config: SMALL });
        await promote(modelsDir, symbol, version, "by hand");
      }
    await startWorker(redis, worker);
    const summary = join(await folder(), "summary.md");
    const run = await machine.retrain("AAPL,KO", "--prune", "1", "--summary", summary);
    expect(await readFile(summary, "utf8")).toMatch(/^Pruned: 2 versions \(0\.\d MB\)\.$/m);
    expect(run.code).toBe(0);
    expect(JSON.parse(run.stdout).pruned.goes.map(({ symbol }: { symbol: string }) => symbol)).toEqual([
      "AAPL",
      "KO",
    ]);
  });

  test("when it is interrupted, then the queue goes on, and the same command has all rows", async () => {
    const args = ["retrain", "--symbols", "AAPL,KO", "--backtest-days", "0", "--start", "2017-01-01"];
    const run = await cliProcess(args, { interrupt: "no worker takes jobs", env: machine.env });
    expect(run.code).toBe(130);
    expect(run.stderr).toContain("the queue goes on with 2 jobs");
    const { stdout } = await jobs("list", "--state", "waiting", "--json");
    expect(JSON.parse(stdout).jobs.map(({ kind }: { kind: string }) => kind)).toEqual(
      Array(2).fill("retrain-symbol"),
    );
  });

  test("when its figures are lines for a log, then the length of the queue is told as long as it waits, workers or none", async () => {
    const args = ["retrain", "--symbols", "AAPL,KO", "--metrics", "-"];
    const run = await cliProcess(args, { interrupt: '{"queueJobs":2,', env: machine.env });
    expect(run.code).toBe(130);
    expect(run.stderr).toMatch(/^\{"queueJobs":2,"queueOldestSeconds":\d+\}$/m);
  });

  test("when it is interrupted with --cancel, then nothing waits any more", async () => {
    const args = ["retrain", "--symbols", "AAPL,KO", "--cancel"];
    const run = await cliProcess(args, { interrupt: "no worker takes jobs", env: machine.env });
    expect([run.code, run.stderr]).toEqual([
      130,
      expect.stringContaining("2 jobs were removed from the queue"),
    ]);
    expect((await jobs("list")).stdout).toBe("The queue has no such jobs.\n");
  });

  test("when a sender is killed, then the jobs are done all the same, and each symbol has one version", async () => {
    const small =
      "--window 20 --units 5,4 --dense-units 4 --epochs 2 --start 2017-01-01 --backtest-days 0".split(" ");
    const child = await startCli(["retrain", "--symbols", "AAPL,KO", ...small], machine.env);
    child.stderr.resume();
    const queue = await open(redis);
    await until(async () => (await queue.jobs.count()) >= 2);
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
    const worker = await Host.make();
    await startWorker(redis, worker);
    const watched = await jobs("watch");
    expect(watched.stderr).toMatch(/2\/2 {2}retrain-(AAPL|KO)-.*: done/);
    for (const symbol of ["AAPL", "KO"]) expect(await worker.versions(symbol)).toHaveLength(1);
  });

  test("when nobody serves the queue, then the error names it without its password", async () => {
    const url = `redis://:${PASSWORD}@127.0.0.1:1`;
    const run = await cli(["retrain", "--symbols", "AAPL", "--queue", url], { env: machine.env });
    expect([run.code, run.stderr]).toEqual([
      1,
      expect.stringMatching(/^error: the queue at redis:\/\/127.0.0.1:1 does not answer/),
    ]);
    expect(run.stderr).not.toContain(PASSWORD);
  });

  test("when the password is wrong, then the error says what is expected", async () => {
    const url = redis.url.replace(PASSWORD, "wrong");
    const run = await cli(["jobs", "list", "--queue", url], { env: machine.env });
    expect([run.code, run.stderr]).toEqual([
      1,
      expect.stringMatching(/WRONGPASS.*expected user and password in the address/),
    ]);
  });

  test("when it is scheduled, then the schedule is shown, and can be removed", async () => {
    const refused = await cli(["retrain", "--symbols", "AAPL", "--schedule", "at five"], {
      env: machine.env,
    });
    expect([refused.code, refused.stderr]).toEqual([
      1,
      expect.stringContaining("expected five fields of cron"),
    ]);
    const args = ["retrain", "--symbols", "AAPL,KO", "--schedule", "30 17 * * 1-5"];
    const { stdout } = await cli(args, { env: machine.env });
    expect(stdout).toMatch(
      /^The queue retrains 2 symbols by "30 17 \* \* 1-5", next at .*T2[12]:30:00.000Z; /,
    );
    expect((await jobs("schedule")).stdout).toMatch(/^"30 17 \* \* 1-5" on New York's clock, next at /);
    expect((await jobs("schedule", "--remove")).stdout).toMatch(/: removed$/m);
    expect((await jobs("schedule")).stdout).toBe("The queue has no schedule.\n");
  });
});

describe("jobs", () => {
  test("when a job has failed, then it is listed with its reason, and can be tried again", async () => {
    await startWorker(redis, await Host.make());
    await machine.retrain("NONE");
    const { stdout } = await jobs("list", "--state", "failed", "--json");
    const [failed] = JSON.parse(stdout).jobs;
    expect(failed).toMatchObject({
      kind: "retrain-symbol",
      state: "failed",
      attempts: 1,
      reason: expect.stringContaining("NONE"),
    });
    expect((await jobs("list")).stdout).toContain(failed.id);
    expect((await jobs("retry", "another")).stdout).toBe("0 jobs again\n");
    expect((await jobs("retry")).stdout).toBe(`1 job again: ${failed.id}\n`);
    const watched = await jobs("watch");
    expect(watched.stdout + watched.stderr).toMatch(/failed, .*NONE|No job waits or is at work/);
  });
});

test("when bars are fetched on the queue, then each symbol is a row, and the bars are in the cache of the worker", async () => {
  const worker = await Host.make();
  await startWorker(redis, worker);
  const run = await cli(["fetch", "--symbol", "aapl,NONE", "--start", "2018-01-01", "--json"], {
    env: machine.env,
  });
  expect([run.code, run.stderr]).toEqual([1, expect.stringContaining("1 of 2 symbols have no bars: NONE")]);
  const [fetched, failed] = JSON.parse(run.stdout).symbols;
  expect(fetched).toMatchObject({
    symbol: "AAPL",
    from: "2018-01-02",
    to: "2018-05-11",
    cache: { outcome: "fetched" },
  });
  expect(failed).toMatchObject({ symbol: "NONE", error: { code: "unknown_symbol" } });
  expect((await worker.host().loadBars(fetched)).bars).toHaveLength(91);
});

test("when a backtest is computed on the queue, then its document is that of one machine", async () => {
  const settings = { ...(await Host.make()).settings, download: true };
  await startWorker(redis, await Host.make(), { settings });
  const args = [
    "backtest",
    "--symbol",
    "AAPL",
    "--start",
    "2017-01-01",
    "--folds",
    "2",
    "--refit-every",
    "20",
    "--seeds",
    "1",
  ];
  const small = ["--window", "20", "--units", "5,4", "--epochs", "2", "--no-track", "--json"];
  const document = async (env: Record<string, string>) => {
    const run = await cli([...args, ...small, "--out", await folder()], { env });
    const { files, html, ...scores } = JSON.parse(run.stdout);
    return { scores, stderr: run.stderr };
  };
  const queued = await document(machine.env);
  const local = await document({ ...machine.env, QUEUE_URL: "" });
  expect(queued.scores).toEqual(local.scores);
  expect(queued.stderr).toMatch(/fold-AAPL-1-2018-05-11-[0-9a-f]{8}: done/);
});

test("when a tuning is computed on the queue, then its document is that of one machine, and workers never get the test days", async () => {
  const settings = { ...(await Host.make()).settings, download: true };
  await startWorker(redis, await Host.make(), { settings, concurrency: 2 });
  const args =
    "tune --symbol AAPL --start 2017-01-01 --trials 2 --folds 2 --refit-every 20 --test-days 30".split(" ");
  const small = ["--window", "25", "--units", "4", "--epochs", "1", "--no-track", "--json"];
  const space = join(await folder(), "space.json");
  await writeFile(space, JSON.stringify({ learningRate: { from: 1e-3, to: 1e-2, log: true } }));
  const document = async (env: Record<string, string>) => {
    const run = await cli([...args, ...small, "--space", space, "--out", await folder()], { env });
    const { cost, configFile, html, ...result } = JSON.parse(run.stdout);
    return { cost, result, stderr: run.stderr };
  };
  const queued = await document(machine.env);
  const local = await document({ ...machine.env, QUEUE_URL: "" });
  expect(queued.result).toEqual(local.result);
  expect(queued.cost).toMatchObject({ folds: local.cost.folds, kept: 0 });
  expect(queued.cost.cpuSeconds).toBeGreaterThan(0);
  // The last bar of each job's series is in its name.
  const ends = queued.stderr.match(/(?<=fold-AAPL-\d-)[-\d]{10}/g)!;
  expect(new Set(ends)).toEqual(new Set(["2018-03-29", "2018-05-11"]));
  expect(ends.filter((end) => end === "2018-05-11")).toHaveLength(2);
  expect(queued.stderr).toMatch(/^trial 1: score \d/m);
});
