import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "@jest/globals";
import { FoldStore, storedFold, walkForward } from "@lstm-predict/backtest";
import { toRawSeries } from "@lstm-predict/bars";
import { loadBars } from "@lstm-predict/market-data";
import { readChampion } from "@lstm-predict/registry";
import { sampleMarket } from "yahoo-stand-in";
import { type BarsRef, type Job, perform, performApart, type ResultOf, refOf } from "../src/index.ts";
import { Machine, markets, SMALL, START, yahooWith } from "./machine.ts";

const { NODE_OPTIONS } = process.env;
afterEach(() => {
  process.env.NODE_OPTIONS = NODE_OPTIONS;
});

/** Lets the processes that are started run a module first. */
function preload(url: string): void {
  process.env.NODE_OPTIONS = `--no-warnings --import ${url}`;
}
const preloadCode = (code: string) => preload(`data:text/javascript,${encodeURIComponent(code)}`);

type Performing = <J extends Job>(
  job: J,
  machine: Machine,
  signal?: AbortSignal,
) => Promise<{ result: ResultOf<J>; notes: string[] }>;

const here: Performing = async (job, machine, signal) => {
  const result = await perform(job, machine.host(signal));
  return { result, notes: machine.notes };
};
const apart: Performing = (job, machine, signal = new AbortController().signal) =>
  performApart(job, {
    settings: machine.settings,
    threads: 1,
    signal,
    onProgress: machine.onProgress,
  });

const sample = async (start = START): Promise<BarsRef> =>
  refOf(await loadBars({ symbol: "AAPL", source: "sample", start }), { start });
const trainJob = async (over: { bars?: BarsRef; config?: object } = {}) =>
  ({
    kind: "train",
    bars: await sample(),
    promote: true,
    ...over,
    config: { ...SMALL, ...over.config },
  }) as const;

/** Weights and MASE of the trainings: one here, one apart. */
const networks: [string, number][] = [];

describe.each([
  ["in this process", here],
  ["in a process of its own", apart],
])("a job that is performed %s", (_name, performing) => {
  test("when it fetches, then the bars are in the cache, and its result names them", async () => {
    const yahoo = await yahooWith(markets(["AAPL"]));
    preload(import.meta.resolve("yahoo-stand-in/redirect"));
    const machine = await Machine.make();
    const job = { kind: "fetch", symbol: "AAPL", start: "2018-01-01" } as const;
    const { result } = await performing(job, machine);
    expect(result.bars).toMatchObject({
      symbol: "AAPL",
      source: "yahoo",
      start: "2018-01-01",
      from: "2018-01-02",
      to: "2018-05-11",
      cache: { outcome: "fetched", requests: 1 },
    });
    expect((await machine.host().loadBars(result.bars)).bars).toHaveLength(91);
    const again = await performing(job, machine);
    expect(again.result.bars).toEqual({ ...result.bars, cache: expect.objectContaining({ outcome: "hit" }) });
    expect(yahoo.asked).toHaveLength(1);
  });

  test("when it trains, then the version is saved, judged and tracked, and the progress ends at 1", async () => {
    const machine = await Machine.make({ tracked: true });
    const { result, notes } = await performing(await trainJob(), machine);
    const { version } = result;
    expect(result).toEqual({
      symbol: "AAPL",
      version,
      weightsSha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      mase: expect.any(Number),
      promoted: true,
      reason: "first successful training",
    });
    networks.push([result.weightsSha256, result.mase]);
    expect(await machine.versions("AAPL")).toEqual([version]);
    expect((await readChampion(machine.store, "AAPL"))!.version).toBe(version);
    expect(await machine.metadata("AAPL", version)).toMatchObject({
      commit: "0123456789abcdef",
      config: SMALL,
    });
    expect(notes).toEqual([
      expect.stringMatching(/^MLflow kept in .*spool \(no server: pnpm mlflow starts one; /),
    ]);
    expect(machine.progress).toEqual([
      ["epoch 1 of 2", 0.5],
      ["epoch 2 of 2", 1],
    ]);
  });

  test("when it computes a fold, then a backtest finds it, and a second time it is not computed again", async () => {
    const machine = await Machine.make();
    const bars = await sample();
    const series = toRawSeries((await machine.host().loadBars(bars)).bars);
    const [fold] = walkForward(series.length, SMALL.window, { folds: 1, refitEvery: 40 });
    const job = { kind: "fold", bars, config: SMALL, fold: fold!, folder: "plan" } as const;
    const { result } = await performing(job, machine);
    const { cpuSeconds, ...rest } = result;
    expect(rest).toEqual({ symbol: "AAPL", seed: 42, number: 1, stored: false });
    expect(cpuSeconds).toBeGreaterThan(0);
    expect((await performing(job, machine)).result).toEqual({ ...rest, stored: true });
    const store = new FoldStore(join(machine.settings.dataDir, "backtests", "plan"));
    const key = { symbol: "AAPL", bars: bars.sha256, config: SMALL, fold: fold!, warmStart: false };
    const { stored, forecasts } = await storedFold({ series, key, store });
    expect([stored, forecasts.dates.length, forecasts.dates.at(-1)]).toEqual([true, 40, "2018-05-11"]);
  });

  test("when the bars of the host are others than the job names, then the error has its code and its message", async () => {
    const machine = await Machine.make();
    const sha256 = "0".repeat(64);
    const job = await trainJob({ bars: { ...(await sample()), sha256 } });
    const error = await performing(job, machine).catch((error) => error);
    expect([error.code, error.message]).toEqual([
      "bars_changed",
      expect.stringMatching(
        /^the bars of AAPL have SHA-256 [0-9a-f]{64}: expected 0{64}, .* plan the job again$/,
      ),
    ]);
    expect(await readdir(machine.settings.modelsDir)).toEqual([]);
  });

  test("when the job is of a kind that this version does not know, then the error says which it knows", async () => {
    const job = { kind: "settle" } as unknown as Job;
    await expect(performing(job, await Machine.make())).rejects.toMatchObject({
      code: "unknown_job",
      message: 'kind is "settle": expected "fetch", "train", "fold", "retrain" or "retrain-symbol"',
    });
  });

  test("when it is interrupted before it begins, then nothing was saved", async () => {
    const machine = await Machine.make();
    await expect(performing(await trainJob(), machine, AbortSignal.abort())).rejects.toMatchObject({
      code: "interrupted",
    });
    expect(await readdir(machine.settings.modelsDir)).toEqual([]);
  });

  test("when it is interrupted, then it ends by itself, and nothing was saved", async () => {
    const machine = await Machine.make();
    const controller = new AbortController();
    machine.onProgress = () => controller.abort();
    const job = await trainJob({ config: { epochs: 100_000, earlyStopping: { patience: 100_000 } } });
    await expect(performing(job, machine, controller.signal)).rejects.toThrow(
      /^stopped in epoch \d+: nothing was saved$/,
    );
    expect(await readdir(machine.settings.modelsDir)).toEqual([]);
  });
});

test("when a network is trained here and apart, then it is the same to the last bit", () => {
  expect(networks).toHaveLength(2);
  expect(networks[0]).toEqual(networks[1]);
});

const TIME = { seconds: expect.any(Number), cpuSeconds: expect.any(Number) };
const STAGES = [
  ...["start", "bars", "fit", "evaluate", "backtest", "backtest-fit", "backtest-evaluate"],
  ...["save", "gate", "tracking"],
];

// Retraining in this process: retrain.test.ts.
describe("a retraining in a process of its own", () => {
  test("when it retrains, then it trains, backtests and saves, and the outcome is a row of a report", async () => {
    await yahooWith(markets(["AAPL"]));
    const machine = await Machine.make();
    const { result, notes } = await apart(await machine.retrainJob("AAPL", {}, 20), machine);
    expect([notes, result]).toEqual([
      [],
      {
        symbol: "AAPL",
        outcome: "promoted",
        reason: "first successful training",
        newSessions: 342,
        to: "2018-05-11",
        version: expect.stringMatching(/^\d{8}T\d{6}Z-[0-9a-f]{8}$/),
        mase: expect.any(Number),
        backtest: {
          from: "2018-04-16",
          to: "2018-05-11",
          days: 20,
          mase: expect.any(Number),
          coverage90: expect.any(Number),
          winklerToHar: expect.any(Number),
        },
        seconds: expect.any(Number),
        cpuSeconds: expect.any(Number),
        stages: Object.fromEntries(STAGES.map((stage) => [stage, TIME])),
      },
    ]);
    expect(Object.keys(result.stages!)).toEqual(STAGES);
    expect(machine.progress).toEqual([
      ["epoch 1 of 2", 0.3],
      ["epoch 2 of 2", 0.6],
      ["backtest", 0.6],
      ["save", 1],
    ]);
  });

  test("when the price does not move, then scores that do not exist arrive as they are", async () => {
    const market = sampleMarket();
    const sessions = market.sessions.map((day) => ({ ...day, open: 5, high: 5, low: 5, close: 5 }));
    await yahooWith([{ ...market, sessions }]);
    const machine = await Machine.make();
    const { result } = await apart(await machine.retrainJob("AAPL", {}, 20), machine);
    expect([result.mase, result.backtest!.mase]).toEqual([Number.NaN, Number.NaN]);
  });
});

describe("a process that goes wrong", () => {
  test("when it dies in the middle, then the error has the signal, and this process lives", async () => {
    preloadCode('process.once("message", () => process.kill(process.pid, "SIGKILL"))');
    await expect(apart(await trainJob(), await Machine.make())).rejects.toMatchObject({
      code: "process_ended",
      message: expect.stringMatching(/^its process ended with SIGKILL: /),
    });
  });

  test("when it cannot even start, then the error has the exit code, and what it said last", async () => {
    preloadCode('console.error("no room for a process"); process.reallyExit(7)');
    await expect(apart(await trainJob(), await Machine.make())).rejects.toMatchObject({
      code: "process_ended",
      message: "its process ended with 7: no room for a process",
    });
  });

  test("when it says something on stderr, then that is a note beside the result", async () => {
    await yahooWith(markets(["AAPL"]));
    const machine = await Machine.make();
    const job = { kind: "fetch", symbol: "AAPL", start: START } as const;
    await here(job, machine);
    preloadCode('console.error("a library warns")');
    const { result, notes } = await apart({ ...job, cache: "offline" }, machine);
    expect([result.bars.cache!.outcome, notes]).toEqual(["offline", ["a library warns"]]);
  });
});
