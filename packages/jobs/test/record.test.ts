import { beforeEach, describe, expect, test } from "@jest/globals";
import { challenge, promote, storeOf } from "@lstm-predict/registry";
import { readHistory, Store } from "@lstm-predict/track-record";
import { perform } from "../src/index.ts";
import { alarmAfter } from "../src/record/alarm-after.ts";
import { recordSymbol } from "../src/record/record-symbol.ts";
import { saveVersion } from "./bundles.ts";
import { folder, Machine, markets, yahooWith } from "./machine.ts";

/** Wednesday and Thursday evening in New York, after the close. */
const EVENING = Date.parse("2018-05-09T21:00:00Z");
const NEXT_EVENING = Date.parse("2018-05-10T21:00:00Z");

let dataDir: string;
let modelsDir: string;
beforeEach(async () => {
  dataDir = await folder();
  modelsDir = await folder();
});

/** Yahoo as it is on an evening: sessions up to `missing` before the sample's last one, 2018-05-11. */
async function evening(missing: number, now: number) {
  await yahooWith(markets(["AAPL"], missing));
  await using record = new Store({ dataDir });
  const models = storeOf(modelsDir);
  const result = await recordSymbol("AAPL", { models, record, dataDir, now });
  return { result, history: await readHistory(record, "AAPL") };
}

describe("an evening's record of a symbol", () => {
  test("when it has no champion, then forecasters without a network are recorded, once", async () => {
    const { result } = await evening(2, EVENING);
    expect(result).toMatchObject({
      symbol: "AAPL",
      asOf: "2018-05-09",
      targetDate: "2018-05-10",
      recorded: expect.arrayContaining(["zeroShot"]),
      known: [],
      late: false,
      settled: 0,
    });
    expect((await evening(2, EVENING)).result).toMatchObject({ recorded: [], known: result.recorded });
  });

  test("when the next close came, then the forecasts are settled with it, and those of the next session recorded", async () => {
    const first = await evening(2, EVENING);
    const { result, history } = await evening(1, NEXT_EVENING);
    expect(result).toMatchObject({
      settled: first.result.recorded.length,
      // A week and a month.
      open: 2 * first.result.recorded.length,
      targetDate: "2018-05-11",
      recorded: first.result.recorded,
    });
    const close = markets(["AAPL"])[0]!.sessions.find(({ date }) => date === "2018-05-10")!.close;
    const settled = history.filter(
      ({ forecast }) => forecast.asOf === "2018-05-09" && forecast.horizon === 1,
    );
    for (const { settlement } of settled)
      expect(settlement).toMatchObject({ session: "2018-05-10", close: Math.fround(close), factor: 1 });
    // Of the first evening a week and a month are open, of the second all three horizons.
    expect(history.filter(({ settlement }) => !settlement)).toHaveLength(5 * result.recorded.length);
  });

  test("when the day that is forecast is over, then the forecasts are on record as late", async () => {
    const { result } = await evening(2, Date.parse("2018-05-11T05:00:00Z"));
    expect(result).toMatchObject({ targetDate: "2018-05-10", late: true });
  });

  test("when there is a champion that cannot be loaded, then it is reported, and the others are recorded", async () => {
    // Saved without training: its weights fit no network.
    const version = await saveVersion(modelsDir, { to: "2018-05-01" });
    await promote(modelsDir, "AAPL", version, "test");
    const { result } = await evening(2, EVENING);
    expect(result.unissued).toEqual([
      { role: "champion", forecaster: version, error: expect.objectContaining({ code: expect.any(String) }) },
    ]);
    expect(result.recorded).toContain("zeroShot");
  });

  test("when a model lost to the champion, then both are recorded; one that cannot be loaded is reported", async () => {
    const yahoo = await yahooWith(markets(["AAPL"], 30));
    const machine = await Machine.make();
    ({ dataDir, modelsDir } = machine.settings);
    const first = await perform(await machine.retrainJob("AAPL"), machine.host());
    await promote(machine.store, "AAPL", first.version!, "test");
    yahoo.set({ markets: markets(["AAPL"], 3) });
    const again = await machine.retrainJob("AAPL", { cache: "refresh" });
    const second = await perform(again, machine.host());
    await promote(machine.store, "AAPL", first.version!, "test");
    const refuse = (version: string) =>
      challenge(machine.store, { symbol: "AAPL", version }, async () => ({
        promote: false,
        reason: "worse",
      }));
    await refuse(second.version!);
    const { history } = await evening(2, EVENING);
    expect(history.map(({ forecast: { role, model } }) => [role, model?.version])).toEqual(
      expect.arrayContaining([
        ["champion", first.version],
        ["challenger", second.version],
        ["zeroShot", undefined],
      ]),
    );
    const broken = await saveVersion(modelsDir, { to: "2018-05-01" });
    await refuse(broken);
    const { result } = await evening(1, NEXT_EVENING);
    expect(result.unissued.map(({ forecaster }) => forecaster)).toEqual([broken]);
    expect([...result.recorded, ...result.known]).toEqual(expect.arrayContaining(["champion", "challenger"]));
  });
});

test("when alarms are asked for and the record is away, then there is none, and a note says so without the password", async () => {
  const notes: string[] = [];
  const note = (text: string) => void notes.push(text);
  expect(await alarmAfter({ dataDir }, "AAPL", "2018-01-01", note)).toBeUndefined();
  expect(notes).toEqual([]);
  const away = { url: "postgres://me:secret@127.0.0.1:1/record", dataDir };
  expect(await alarmAfter(away, "AAPL", "2018-01-01", note)).toBeUndefined();
  expect(notes).toEqual([expect.stringMatching(/^alarms of AAPL are not known: (?!.*secret)/)]);
});
