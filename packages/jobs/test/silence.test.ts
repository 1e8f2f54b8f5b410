import { readdir } from "node:fs/promises";
import { beforeEach, describe, expect, test } from "@jest/globals";
import { promote } from "@lstm-predict/registry";
import type { StandIn } from "yahoo-stand-in";
import type { PlanOptions } from "../src/retrain/plan.ts";
import { endedSessions } from "../src/retrain/silence.ts";
import { type Saved, saveVersion } from "./bundles.ts";
import { Machine, markets, SMALL, yahooWith } from "./machine.ts";

const NEW_YORK = "America/New_York";
const at = (day: string, time = "21:30") => new Date(`${day}T${time}:00Z`);

describe("sessions without bars", () => {
  const week = (from: number, count: number) =>
    Array.from({ length: count }, (_, k) => ({ date: `2026-11-${String(from + k).padStart(2, "0")}` }));

  test.each<[string, string, string | undefined, string, number]>([
    ["on the day of the last bar", NEW_YORK, undefined, "2026-11-20", 0],
    ["on the weekend after it", NEW_YORK, undefined, "2026-11-22", 0],
    ["while Monday's session may be going on", NEW_YORK, undefined, "2026-11-23", 0],
    ["on Tuesday", NEW_YORK, undefined, "2026-11-24", 1],
    ["on Friday: Thanksgiving is none", NEW_YORK, undefined, "2026-11-27", 3],
    ["on Friday in Tokyo: Thursday is one", "Asia/Tokyo", undefined, "2026-11-27", 5],
    ["if the bars were asked for to Tuesday", NEW_YORK, "2026-11-24", "2026-12-31", 2],
    ["if the bars were asked for to a later day", NEW_YORK, "2027-01-01", "2026-11-24", 1],
  ])("when it is counted %s, then in %s to %s it is right on %s", (_name, timeZone, end, now, missed) => {
    expect(endedSessions({ timeZone, bars: week(16, 5) }, { end, now: at(now) })).toBe(missed);
  });

  test("when trading never stops, then every day counts", () => {
    const bars = week(14, 7);
    expect(endedSessions({ timeZone: "UTC", bars }, { end: undefined, now: at("2026-12-05") })).toBe(14);
  });

  test("when the symbol names its exchange, then its holidays and weekends count", () => {
    const missed = (symbol: string, timeZone: string, day: string) =>
      endedSessions({ symbol, timeZone, bars: week(16, 5) }, { end: undefined, now: at(day) });
    expect(missed("7203.T", "Asia/Tokyo", "2026-11-27")).toBe(4);
    expect(missed("2222.SR", "Asia/Riyadh", "2026-11-23")).toBe(2);
  });

  test("when the clock of the exchange is ahead, then its day counts", () => {
    const bars = week(16, 5);
    const missed = (timeZone: string) =>
      endedSessions({ timeZone, bars }, { end: undefined, now: at("2026-11-23", "20:00") });
    expect([missed("Asia/Tokyo"), missed("Europe/London")]).toEqual([1, 0]);
  });
});

describe("retraining without new bars", () => {
  let machine: Machine;
  let yahoo: StandIn;
  beforeEach(async () => {
    machine = await Machine.make();
    yahoo = await yahooWith(markets(["AAPL"]));
  });

  async function serve(saved: Saved = {}): Promise<string> {
    const version = await saveVersion(machine.settings.modelsDir, { config: SMALL, ...saved });
    await promote(machine.store, "AAPL", version, "first successful training");
    return version;
  }
  const resultOf = async (day: string, over: Partial<PlanOptions> = {}) => {
    const plan = await machine.planner({ staleAfter: 3, now: at(day), ...over }).plan("AAPL");
    return plan.todo === "nothing" ? plan.result : plan;
  };
  const away = { faults: () => ({ kind: "tooMany", retryAfter: "300" }) as const };

  // The last bar is of Friday, 2018-05-11.
  test("when the symbol has no bars of three sessions, then a person is needed, also if Yahoo answers", async () => {
    const version = await serve();
    expect(await resultOf("2018-05-16")).toMatchObject({ outcome: "up to date" });
    const reason = `the last bar is of 2018-05-11, and since then 3 sessions have none (from 3 on this is a failure): ${version} was trained on all bars, to 2018-05-11`;
    expect(await resultOf("2018-05-17")).toEqual({
      symbol: "AAPL",
      outcome: "failed",
      reason,
      newSessions: 0,
      missedSessions: 3,
      to: "2018-05-11",
      version,
      error: { code: "stale_bars", message: reason },
    });
    expect(await resultOf("2018-05-17", { staleAfter: 4 })).toMatchObject({ outcome: "up to date" });
    expect(await resultOf("2026-11-20", { staleAfter: 0 })).toMatchObject({ outcome: "up to date" });
    expect(await resultOf("2018-05-15", { staleAfter: 1 })).toMatchObject({
      outcome: "failed",
      reason: expect.stringContaining("since then 1 session has none"),
    });
  });

  test("when Yahoo is out of reach and the cached bars were trained on, then the third session is a failure", async () => {
    await serve();
    await resultOf("2018-05-11");
    yahoo.set(away);
    const later = (day: string) => resultOf(day, { cache: "refresh" });
    expect(await later("2018-05-16")).toMatchObject({ outcome: "no new data" });
    expect(await later("2018-05-17")).toMatchObject({
      outcome: "failed",
      missedSessions: 3,
      reason: expect.stringContaining("limits the requests"),
    });
  });

  test("when nothing is cached, then the newest version says how old the bars are", async () => {
    const version = await serve({ to: "2018-05-11" });
    yahoo.set(away);
    expect(await resultOf("2018-05-16")).toMatchObject({ outcome: "no new data", version });
    expect(await resultOf("2018-05-17")).toMatchObject({ outcome: "failed", version, to: "2018-05-11" });
  });

  test("when there never was a bar or a model, then the runs without one are counted, until there are bars", async () => {
    yahoo.set(away);
    const silent = () => readdir(`${machine.settings.dataDir}/silent`).catch(() => []);
    expect(await resultOf("2018-05-11", { dryRun: true })).toMatchObject({ outcome: "no new data" });
    expect(await silent()).toEqual([]);
    expect(await resultOf("2018-05-11")).toMatchObject({ outcome: "no new data" });
    expect(await resultOf("2018-05-16")).toMatchObject({ outcome: "no new data" });
    expect(await resultOf("2018-05-17")).toMatchObject({
      outcome: "failed",
      reason: expect.stringContaining("the first run without a bar was on 2018-05-11, and since then 3 sess"),
    });
    yahoo.set({ faults: () => undefined });
    expect(await resultOf("2018-05-17")).toMatchObject({ todo: "train" });
    expect(await silent()).toEqual([]);
  });

  test("when the store is out of reach as well, then the result is that fault", async () => {
    yahoo.set(away);
    const fault = Object.assign(new Error("s3://models is out of reach"), { code: "store_unreachable" });
    const store = Object.assign(machine.store, { listVersions: () => Promise.reject(fault) });
    expect(await resultOf("2018-05-17", { store })).toMatchObject({
      outcome: "failed",
      error: { code: "store_unreachable" },
    });
  });
});
