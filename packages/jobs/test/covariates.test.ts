import { beforeEach, describe, expect, test } from "@jest/globals";
import { verifyBundle } from "@lstm-predict/artifacts";
import { parseConfig } from "@lstm-predict/model";
import { Store } from "@lstm-predict/track-record";
import type { StandIn } from "yahoo-stand-in";
import { perform } from "../src/index.ts";
import { recordSymbol } from "../src/record/record-symbol.ts";
import { Machine, markets, SMALL, START, type WorkPlan, yahooWith } from "./machine.ts";

const config = parseConfig({ ...SMALL, covariates: ["SPY", "^VIX"] });
const MARKETS = markets(["AAPL", "SPY", "^VIX"]);

let machine: Machine;
let yahoo: StandIn;
beforeEach(async () => {
  machine = await Machine.make();
  yahoo = await yahooWith(MARKETS);
});

const plan = (over = {}) => machine.planner({ config, start: START, ...over }).plan("AAPL");

describe("a retraining with covariates", () => {
  test("when it is planned and done, then they are downloaded once, and the bundle names their bars", async () => {
    const planned = (await plan()) as WorkPlan;
    expect(planned.bars.covariates!.map(({ symbol }) => symbol)).toEqual(["SPY", "^VIX"]);
    const job = { kind: "retrain", plan: planned, backtestDays: 30 } as const;
    const result = await perform(job, machine.host());
    expect(result).toMatchObject({ outcome: "promoted", backtest: { days: 30 } });
    const dir = await machine.store.pull("AAPL", result.version!);
    const { data, config: trained } = await verifyBundle(dir);
    expect(data!.covariates!.map(({ symbol, sha256 }) => ({ symbol, sha256 }))).toEqual(
      planned.bars.covariates,
    );
    expect(trained).toMatchObject({ covariates: ["SPY", "^VIX"] });
    expect(yahoo.asked.map(({ symbol }) => symbol).sort()).toEqual(["AAPL", "SPY", "^VIX"]);
    // The champion's configuration asks for them again; nothing is new.
    expect(await plan({ config: undefined })).toMatchObject({
      todo: "nothing",
      result: { outcome: "up to date" },
    });

    const { models, dataDir } = { models: machine.store, dataDir: machine.settings.dataDir };
    await using record = new Store({ dataDir });
    const now = Date.parse("2018-05-12T21:00:00Z");
    const known = await recordSymbol("AAPL", { models, record, dataDir, now });
    expect(known.recorded).toContain("champion");
    expect(known).not.toHaveProperty("networkWarnings");
    yahoo.set({ markets: MARKETS.slice(0, 1) });
    const elsewhere = await Machine.make();
    await using other = new Store({ dataDir: elsewhere.settings.dataDir });
    const missing = await recordSymbol("AAPL", {
      models,
      record: other,
      dataDir: elsewhere.settings.dataDir,
      now,
    });
    expect(missing.recorded).toContain("champion");
    expect(missing.networkWarnings).toEqual({
      [result.version!]: expect.stringMatching(
        /^without the network: covariate SPY: Yahoo Finance has no symbol "SPY"/,
      ),
    });
  });

  test("when Yahoo refuses a covariate for now, then there is no new data; when it has none, then the retraining fails", async () => {
    yahoo.set({
      faults: (_, symbol) => (symbol === "SPY" ? { kind: "tooMany", retryAfter: "3600" } : undefined),
    });
    expect(await plan()).toMatchObject({
      result: { outcome: "no new data", reason: expect.stringContaining("covariate SPY: ") },
    });
    yahoo.set({ faults: () => undefined, markets: MARKETS.slice(0, 1) });
    expect(await plan()).toMatchObject({
      result: {
        outcome: "failed",
        reason: expect.stringContaining('covariate SPY: Yahoo Finance has no symbol "SPY"'),
      },
    });
  });
});
