import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "@jest/globals";
import { promote, readChampion } from "@lstm-predict/registry";
import { listSpool, readSpooledRun } from "mlflow-js-client/spool";
import type { StandIn } from "yahoo-stand-in";
import { perform } from "../src/index.ts";
import type { PlanOptions } from "../src/retrain/plan.ts";
import { championOf, startFrom } from "../src/retrain/start.ts";
import type { RetrainJob } from "../src/retrain/types.ts";
import { Machine, markets, SMALL, yahooWith } from "./machine.ts";

// The bars of all of these days are 342; with a window of 20, the last 48 days are for the test.
let yahoo: StandIn;
beforeEach(async () => {
  yahoo = await yahooWith(markets(["AAPL"]));
});

type Options = Partial<PlanOptions> & Pick<RetrainJob, "backtestDays" | "fromScratch">;

/** Retrains and makes the version the champion, which the gate might refuse. */
async function serveNext(machine: Machine, missing: number, over: Partial<Options> = {}) {
  const result = await retrain(machine, missing, over);
  await promote(machine.store, "AAPL", result.version!, "served by hand");
  return result;
}

async function retrain(machine: Machine, missing: number, over: Partial<Options> = {}) {
  yahoo.set({ markets: markets(["AAPL"], missing) });
  const { backtestDays = 0, fromScratch, ...plan } = over;
  const job = await machine.retrainJob("AAPL", { cache: "refresh", ...plan }, backtestDays);
  const result = await perform({ ...job, fromScratch }, machine.host());
  return { ...result, metadata: await machine.metadata("AAPL", result.version!) };
}

describe("the training", () => {
  test("when the champion has the same configuration, then it goes on from its weights, and the bundle and MLflow say so", async () => {
    const machine = await Machine.make({ tracked: true });
    const first = await serveNext(machine, 30);
    expect([first.origin, first.metadata.origin]).toEqual([undefined, undefined]);
    const second = await serveNext(machine, 10);
    expect(second.origin).toBe(first.version);
    expect(second.metadata).toMatchObject({
      config: SMALL,
      origin: { version: first.version, weightsSha256: first.metadata.weightsSha256, continued: 1 },
    });
    const { learningRate } = second.metadata.history![0]!;
    expect(learningRate).toBeCloseTo(0.3 * SMALL.learningRate, 10);
    const third = await retrain(machine, 0);
    expect(third.metadata.origin).toMatchObject({ version: second.version, continued: 2 });
    const spool = join(machine.settings.mlrunsDir!, "spool");
    const runs = await Promise.all(listSpool(spool).map((id) => readSpooledRun(spool, id)));
    const tags = runs.map((run) => [run!.tags.bundle, run!.tags.origin, run!.tags["origin.weights.sha256"]]);
    expect(tags.sort()).toEqual(
      [
        [first.version, undefined, undefined],
        [second.version, first.version, first.metadata.weightsSha256],
        [third.version, second.version, second.metadata.weightsSha256],
      ].sort(),
    );
  });

  test.each([undefined, true])(
    "when the host plans it, then %s as fromScratch means the same",
    async (fromScratch) => {
      const machine = await Machine.make();
      const { version } = await serveNext(machine, 30);
      yahoo.set({ markets: markets(["AAPL"]) });
      const result = await perform(
        {
          kind: "retrain-symbol",
          symbol: "AAPL",
          cache: "refresh",
          staleAfter: 0,
          backtestDays: 0,
          fromScratch,
        },
        machine.host(),
      );
      expect(result.origin).toBe(fromScratch ? undefined : version);
      expect(Object.keys(result.stages!).slice(0, 3)).toEqual(["plan", "bars", "fit"]);
    },
  );

  test("when it goes on from the same weights again, then the weights are the same to the last bit", async () => {
    const machines = [await Machine.make(), await Machine.make()];
    const hashes = [];
    for (const machine of machines) {
      await serveNext(machine, 30);
      hashes.push((await retrain(machine, 0)).metadata.weightsSha256);
    }
    expect(hashes[0]).toBe(hashes[1]);
  });

  test("when it begins from scratch, then its weights and its backtest are those of a machine without a champion", async () => {
    const [machine, other] = [await Machine.make(), await Machine.make()];
    await serveNext(machine, 30);
    const scratch = await retrain(machine, 0, { fromScratch: true, backtestDays: 20 });
    const alone = await retrain(other, 0, { fromScratch: true, backtestDays: 20 });
    expect(scratch.origin).toBeUndefined();
    expect(scratch.metadata.origin).toBeUndefined();
    expect(scratch.metadata.weightsSha256).toBe(alone.metadata.weightsSha256);
    expect(scratch.backtest).toEqual(alone.backtest);
    const third = await Machine.make();
    const { bars } = (await third.retrainJob("AAPL")).plan;
    const trained = await perform({ kind: "train", bars, config: SMALL, promote: false }, third.host());
    expect(trained.weightsSha256).toBe(alone.metadata.weightsSha256);
  });

  test("when the champion was trained on days on which the training tests, then it begins from random weights", async () => {
    const machine = await Machine.make();
    // With earlier bars, the training's spans are earlier than the champion's.
    await serveNext(machine, 2, { start: "2017-07-03" });
    const result = await retrain(machine, 0);
    expect(result.metadata.origin).toBeUndefined();
  });

  test.each([
    ["has another configuration", { config: { ...SMALL, seed: 1 } }],
    ["was trained on bars that are not among these", { start: "2016-12-01" }],
  ])("when the champion %s, then it begins from random weights", async (_, over) => {
    const machine = await Machine.make();
    await serveNext(machine, 30, over);
    expect((await retrain(machine, 0)).metadata.origin).toBeUndefined();
  });

  test("when as many trainings have gone on from one another as were tried, then the next begins from random weights", async () => {
    const machine = await Machine.make();
    await serveNext(machine, 30);
    yahoo.set({ markets: markets(["AAPL"]) });
    const { bars } = (await machine.retrainJob("AAPL", { cache: "refresh" })).plan;
    const series = await machine.host().loadBars(bars);
    const champion = await championOf(machine.store, SMALL, series);
    const after = (continued: number) => {
      const origin = { version: "the one before", weightsSha256: "0".repeat(64), continued };
      return startFrom({ ...champion!, metadata: { ...champion!.metadata, origin } }, SMALL, series);
    };
    expect(after(49)!.origin).toMatchObject({ version: champion!.metadata.version, continued: 50 });
    expect(after(50)).toBeUndefined();
  });

  test("when the champion is damaged, then it begins from random weights, and the gate replaces it", async () => {
    const machine = await Machine.make();
    const { version } = await serveNext(machine, 30);
    const weights = join(machine.settings.modelsDir, "AAPL", version!, "weights.bin");
    await writeFile(weights, (await readFile(weights)).subarray(4));
    const result = await retrain(machine, 0);
    expect([result.outcome, result.metadata.origin]).toEqual(["promoted", undefined]);
    expect(result.reason).toMatch(/^the champion .* cannot be loaded/);
    expect((await readChampion(machine.store, "AAPL"))!.version).toBe(result.version);
  });
});

describe("the backtest", () => {
  /** The weights from which the backtest of a retraining goes on that stops after it; its fold names them. */
  async function originOfBacktest(machine: Machine, backtestDays: number, fromScratch = false) {
    yahoo.set({ markets: markets(["AAPL"]) });
    const job = await machine.retrainJob("AAPL", { cache: "refresh" }, backtestDays);
    const controller = new AbortController();
    const host = machine.host(controller.signal);
    host.onProgress = (what) => what === "save" && controller.abort();
    const stopped = perform({ ...job, fromScratch }, host);
    await expect(stopped).rejects.toThrow("stopped after the backtest: nothing was saved");
    const folds = join(machine.settings.dataDir, "backtests", "retrain", "AAPL");
    const [file] = await readdir(folds);
    return JSON.parse(await readFile(join(folds, file!), "utf8")).key.origin;
  }

  test("when the new version has not seen its days, then it goes on from the new version", async () => {
    const machine = await Machine.make();
    const origin = await originOfBacktest(machine, 20);
    const { metadata, backtest } = await retrain(machine, 0, { backtestDays: 20 });
    expect(origin).toBe(metadata.weightsSha256);
    expect(backtest).toMatchObject({ days: 20, to: "2018-05-11" });
  });

  test("when only the champion has not, then it goes on from the champion; when neither, from random weights", async () => {
    const { machine, served } = await servedEarlier();
    // The new version is tested on 48 days, the champion on 44 and the 30 after them.
    expect(await originOfBacktest(machine, 49)).toBe(served.metadata.weightsSha256);
    const other = await servedEarlier();
    expect(await originOfBacktest(other.machine, 75)).toBeUndefined();
  });

  test("when it is to begin from scratch, then it begins from random weights", async () => {
    const { machine } = await servedEarlier();
    expect(await originOfBacktest(machine, 20, true)).toBeUndefined();
  });

  async function servedEarlier() {
    const machine = await Machine.make();
    return { machine, served: await serveNext(machine, 30) };
  }
});
