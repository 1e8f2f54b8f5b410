import { beforeEach, describe, expect, test } from "@jest/globals";
import { loadBars } from "@lstm-predict/market-data";
import { type StandIn, sampleMarket, vixMarket } from "yahoo-stand-in";
import { refOf } from "../src/bars-ref.ts";
import type { PlanOptions } from "../src/retrain/plan.ts";
import { Machine, SMALL, START, type WorkPlan, yahooWith } from "./machine.ts";

const SYMBOLS = ["AAPL", "MSFT", "KO"];
const STOCKS = SYMBOLS.map((symbol, k) => sampleMarket({ symbol, scale: 1 + k, instrumentType: "EQUITY" }));

let machine: Machine;
let yahoo: StandIn;
beforeEach(async () => {
  machine = await Machine.make();
  yahoo = await yahooWith([...STOCKS, vixMarket()]);
});

const requestsOfVix = () => yahoo.asked.filter(({ symbol }) => symbol === "^VIX").length;

async function planAll(over: Partial<PlanOptions> = {}): Promise<WorkPlan[]> {
  const planner = machine.planner({ config: SMALL, start: START, vix: "auto", ...over });
  const plans = [];
  for (const symbol of SYMBOLS) plans.push((await planner.plan(symbol)) as WorkPlan);
  return plans;
}

describe("an evening", () => {
  test("when symbols are planned, then ^VIX is downloaded once, and their jobs have it from the cache", async () => {
    const plans = await planAll();
    expect(plans.map(({ todo }) => todo)).toEqual(["train", "train", "train"]);
    expect(requestsOfVix()).toBe(1);
    for (const { bars } of plans) {
      expect(bars).not.toHaveProperty("vix");
      const { vix } = await machine.host().loadBars(bars);
      expect(vix).toMatchObject({ from: "2016-09-06", to: "2018-05-11" });
    }
    expect(yahoo.asked).toHaveLength(4);
  });

  test("when Yahoo has no ^VIX, then it is asked for once, one note says so, and all go on", async () => {
    yahoo.set({ markets: STOCKS });
    const notes: string[] = [];
    const plans = await planAll({ onNote: (note) => notes.push(note) });
    expect(plans.map(({ todo }) => todo)).toEqual(["train", "train", "train"]);
    expect(notes).toEqual([expect.stringContaining('without the VIX: Yahoo Finance has no symbol "^VIX"')]);
    expect(requestsOfVix()).toBe(1);
    const series = await machine.host().loadBars(plans[0]!.bars);
    expect(series.vixMissing).toContain("no bars of ^VIX are cached");
    expect(requestsOfVix()).toBe(1);
  });

  test("when Yahoo limits the request for ^VIX, then later symbols come from the cache alone", async () => {
    yahoo.set({
      faults: (_, symbol) => (symbol === "^VIX" ? { kind: "tooMany", retryAfter: "3600" } : undefined),
    });
    const planner = machine.planner({ config: SMALL, start: START, vix: "auto" });
    expect(await planner.plan("AAPL")).toMatchObject({ todo: "train" });
    expect(planner.isLimited).toBe(true);
    expect(await planner.plan("MSFT")).toMatchObject({ result: { outcome: "no new data" } });
    expect(yahoo.asked.map(({ symbol }) => symbol)).toEqual(["AAPL", "^VIX"]);
  });
});

describe("a job", () => {
  test("when its bars were planned without ^VIX, then its host does not load it", async () => {
    const [plan] = await planAll({ vix: "off" });
    expect(plan!.bars.vix).toBe("off");
    expect((await machine.host().loadBars(plan!.bars)).vix).toBeUndefined();
    expect(requestsOfVix()).toBe(0);
  });

  test("when it comes from another machine, then its host downloads ^VIX, too", async () => {
    const series = await loadBars({ symbol: "AAPL", start: START, end: "2018-03-28" });
    machine.settings.download = true;
    const loaded = await machine.host().loadBars(refOf(series, { start: START }));
    expect(loaded.vix).toMatchObject({ to: "2018-03-28" });
    expect(requestsOfVix()).toBe(1);
  });
});
