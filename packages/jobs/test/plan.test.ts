import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "@jest/globals";
import { importBars } from "@lstm-predict/market-data";
import { DEFAULT_CONFIG, parseConfig } from "@lstm-predict/model";
import { challenge, promote } from "@lstm-predict/registry";
import { StorageError } from "@lstm-predict/storage";
import { type StandIn, sampleSessions } from "yahoo-stand-in";
import type { PlanOptions } from "../src/retrain/plan.ts";
import { type Saved, saveImported, saveVersion } from "./bundles.ts";
import { Machine, markets, SMALL, yahooWith } from "./machine.ts";

/** The last day that Yahoo has. */
const LAST = "2018-05-11";
/** 30 sessions before it. */
const EARLIER = "2018-03-29";

let machine: Machine;
let modelsDir: string;
let yahoo: StandIn;
beforeEach(async () => {
  machine = await Machine.make();
  modelsDir = machine.settings.modelsDir;
  yahoo = await yahooWith(markets(["AAPL", "MSFT", "KO"]));
});

const save = (saved: Saved) => saveVersion(modelsDir, saved);
/** Saves a version and serves it, with its line in the log. */
async function serve(saved: Saved = {}): Promise<string> {
  const version = await save(saved);
  await promote(machine.store, saved.symbol ?? "AAPL", version, "first successful training");
  return version;
}
const plan = (options: Partial<PlanOptions> = {}, symbol = "AAPL") => machine.planner(options).plan(symbol);

describe("what a symbol needs", () => {
  test.each<[string, () => Promise<Partial<PlanOptions>>, object]>([
    [
      "nothing was trained yet, then a training of the default configuration",
      async () => ({}),
      { todo: "train", config: DEFAULT_CONFIG, why: "never trained with this configuration" },
    ],
    [
      "a configuration and a period are given, then a training with those",
      async () => ({ config: SMALL, start: "2018-01-01", end: "2018-03-28" }),
      {
        todo: "train",
        config: SMALL,
        newSessions: 60,
        bars: { start: "2018-01-01", end: "2018-03-28", from: "2018-01-02", to: "2018-03-28" },
      },
    ],
    [
      "sessions came since the last training, then a training with the champion's configuration from its first day",
      async () => {
        await serve({ config: SMALL, to: EARLIER });
        return {};
      },
      {
        todo: "train",
        config: SMALL,
        newSessions: 30,
        why: "30 days are new",
        bars: { symbol: "AAPL", source: "yahoo", start: "2017-01-03", from: "2017-01-03", to: LAST },
      },
    ],
    [
      "one session came, then it is one day",
      async () => {
        await serve({ config: SMALL, to: "2018-05-10" });
        return {};
      },
      { todo: "train", newSessions: 1, why: "1 day is new" },
    ],
    [
      "as many sessions came as are asked for, then a training",
      async () => {
        await serve({ config: SMALL, to: EARLIER });
        return { minSessions: 30 };
      },
      { todo: "train", newSessions: 30, why: "30 days are new" },
    ],
    [
      "fewer sessions came than are asked for, then there is nothing to do, and it says why",
      async () => {
        await serve({ config: SMALL, to: EARLIER });
        return { minSessions: 31, alarmAfter: async () => undefined };
      },
      {
        todo: "nothing",
        result: {
          outcome: "up to date",
          newSessions: 30,
          reason: expect.stringMatching(/to 2018-03-29: 30 days are new, and 31 are asked for$/),
        },
      },
    ],
    [
      "fewer sessions came, and the monitor raised an alarm since, then a training",
      async () => {
        await serve({ config: SMALL, to: EARLIER });
        return {
          minSessions: 60,
          alarmAfter: async (symbol, day) =>
            symbol === "AAPL" && day === EARLIER ? "2018-05-10" : undefined,
        };
      },
      {
        todo: "train",
        newSessions: 30,
        why: "30 days are new, and the monitor raised an alarm on 2018-05-10",
      },
    ],
    [
      "the champion is up to date, but another configuration is wanted, then a training with that",
      async () => {
        await serve();
        return { config: SMALL };
      },
      { todo: "train", config: SMALL, why: "never trained with this configuration" },
    ],
    [
      "an older version of the wanted configuration is behind, then its sessions count, not the champion's",
      async () => {
        await save({ config: SMALL, to: EARLIER, createdAt: "2026-01-01T00:00:00Z" });
        await serve();
        return { config: SMALL };
      },
      { todo: "train", config: SMALL, newSessions: 30 },
    ],
    [
      "the latest version was saved and not judged, then it is published",
      async () => {
        await serve({ config: SMALL, to: EARLIER, createdAt: "2026-01-01T00:00:00Z" });
        await save({ config: SMALL });
        return {};
      },
      {
        todo: "publish",
        config: SMALL,
        newSessions: 0,
        why: expect.stringMatching(/ was trained, but not yet judged$/),
      },
    ],
    [
      "the first version was saved and nothing is served, then it is published",
      async () => {
        await save({});
        return {};
      },
      { todo: "publish", config: DEFAULT_CONFIG },
    ],
    [
      "the champion was trained on the sample, then it counts as never trained on live bars, from the first day on",
      async () => {
        await serve({ source: "sample", config: SMALL });
        return {};
      },
      { todo: "train", config: SMALL, bars: { start: undefined, from: "2015-01-02" } },
    ],
    [
      "the champion was imported, then a network like it is trained on all bars",
      async () => {
        const config = { target: "price", window: 8, units: [5, 4], denseUnits: 3 };
        const version = await saveImported(modelsDir, config);
        await promote(machine.store, "AAPL", version, "imported");
        return {};
      },
      {
        todo: "train",
        config: parseConfig({ target: "price", window: 8, units: [5, 4], denseUnits: 3 }),
        why: "never trained with this configuration",
        bars: { start: undefined },
      },
    ],
    [
      "champion.json is damaged, then the latest version is published, with its own configuration",
      async () => {
        await serve({ config: SMALL });
        await writeFile(join(modelsDir, "AAPL", "champion.json"), "{");
        return {};
      },
      { todo: "publish", config: SMALL, why: expect.stringContaining("champion.json is not valid JSON") },
    ],
    [
      "the champion's folder is gone and nothing else is there, then a training of the default configuration",
      async () => {
        const version = await serve({ config: SMALL });
        await rm(join(modelsDir, "AAPL", version), { recursive: true });
        return {};
      },
      { todo: "train", config: DEFAULT_CONFIG, why: "never trained with this configuration" },
    ],
    [
      "the latest version's metadata are damaged, then the one before it tells what is new",
      async () => {
        await serve({ config: SMALL, to: EARLIER, createdAt: "2026-01-01T00:00:00Z" });
        const damaged = await save({ config: SMALL });
        await writeFile(join(modelsDir, "AAPL", damaged, "metadata.json"), "{");
        return {};
      },
      { todo: "train", newSessions: 30 },
    ],
    [
      "a version of before has a configuration without today's fields, then those have their defaults",
      async () => {
        const { gradientNorm, warmUpSteps, ...older } = SMALL;
        await serve({ config: older, to: EARLIER });
        return { config: parseConfig(older) };
      },
      { todo: "train", newSessions: 30, why: "30 days are new" },
    ],
  ])("when %s", async (_name, arrange, expected) => {
    expect(await plan(await arrange())).toMatchObject({ symbol: "AAPL", ...expected });
  });

  test("when the version that is served was trained on all bars, then nothing, without a request for cached bars", async () => {
    const version = await serve({ config: SMALL });
    const results = [await plan(), await plan()];
    for (const result of results) {
      expect(result).toEqual({
        symbol: "AAPL",
        todo: "nothing",
        result: {
          symbol: "AAPL",
          outcome: "up to date",
          reason: `${version} was trained on all bars, to ${LAST}`,
          newSessions: 0,
          to: LAST,
          version,
        },
      });
    }
    expect(yahoo.asked).toHaveLength(1);
  });

  test("when the latest version lost against the champion, then it is not judged again", async () => {
    const champion = await serve({ config: SMALL, createdAt: "2026-01-01T00:00:00Z" });
    const version = await save({ config: SMALL });
    const refusal = { promote: false, reason: "its MASE is worse" };
    await challenge(machine.store, { symbol: "AAPL", version }, async () => refusal);
    expect(await plan()).toMatchObject({ result: { outcome: "up to date", version } });
    expect(champion).not.toBe(version);
  });

  test("when the wanted configuration is further back than 20 versions, then it counts as never trained", async () => {
    const at = (minute: number) => `2026-01-01T00:${String(minute).padStart(2, "0")}:00Z`;
    await save({ config: SMALL, createdAt: at(0) });
    for (let minute = 1; minute <= 19; minute++) await save({ createdAt: at(minute) });
    expect(await plan({ config: SMALL })).toMatchObject({ todo: "publish" });
    await save({ createdAt: at(20) });
    expect(await plan({ config: SMALL })).toMatchObject({ todo: "train", newSessions: 846 });
  });
});

describe("what is not there", () => {
  const tooMany = { faults: () => ({ kind: "tooMany", retryAfter: "300" }) as const };

  test("when another run has the symbol, then it is left to that one, and nothing is asked", async () => {
    expect(await plan({ take: () => false })).toEqual({
      symbol: "AAPL",
      todo: "nothing",
      result: {
        symbol: "AAPL",
        outcome: "busy",
        reason: "another run retrains it at this moment: left to that one",
      },
    });
    expect(yahoo.asked).toEqual([]);
  });

  test("when the symbol is unknown, then a person is needed", async () => {
    expect(await plan({}, "NOPE")).toMatchObject({
      todo: "nothing",
      result: { symbol: "NOPE", outcome: "failed", error: { code: "unknown_symbol" } },
    });
  });

  test("when Yahoo limits the requests, then there are no new data, and it is asked for no other symbol", async () => {
    yahoo.set(tooMany);
    const planner = machine.planner();
    const plans = [await planner.plan("AAPL"), await planner.plan("MSFT"), await planner.plan("KO")];
    expect(yahoo.asked.map(({ symbol }) => symbol)).toEqual(["AAPL"]);
    expect(plans).toMatchObject([
      {
        todo: "nothing",
        result: { outcome: "no new data", reason: expect.stringContaining("limits the requests") },
      },
      { todo: "nothing", result: { outcome: "no new data" } },
      { todo: "nothing", result: { outcome: "no new data" } },
    ]);
  });

  test("when Yahoo limits the requests and the cached bars were trained on, then the reason says why they are old", async () => {
    const version = await serve({ config: SMALL });
    await plan();
    yahoo.set(tooMany);
    expect(await plan({ cache: "refresh" })).toMatchObject({
      result: {
        outcome: "no new data",
        reason: expect.stringContaining("limits the requests"),
        version,
        to: LAST,
      },
    });
  });

  test("when only the cache is wanted and it is empty, then there are no new data", async () => {
    expect(await plan({ cache: "offline" })).toMatchObject({ result: { outcome: "no new data" } });
    expect(yahoo.asked).toEqual([]);
  });

  test("when champion.json cannot be read, then the latest version is published in its place", async () => {
    await serve();
    await rm(join(modelsDir, "AAPL", "champion.json"));
    await mkdir(join(modelsDir, "AAPL", "champion.json"));
    expect(await plan()).toMatchObject({ todo: "publish", why: expect.stringContaining("cannot read") });
  });

  test.each(["readPointer", "readMetadata", "listVersions", "readLog"] as const)(
    "when the store is out of reach at %s, then nothing is known, and a person is needed",
    async (method) => {
      await serve();
      const away = () => Promise.reject(new StorageError("store_unreachable", "s3://models is out of reach"));
      const store = Object.assign(machine.store, { [method]: away });
      expect(await plan({ store })).toEqual({
        symbol: "AAPL",
        todo: "nothing",
        result: {
          symbol: "AAPL",
          outcome: "failed",
          reason: "s3://models is out of reach",
          error: { code: "store_unreachable", message: "s3://models is out of reach" },
        },
      });
    },
  );

  test("when something without a code is thrown, then the result has its trace", async () => {
    const take = () => {
      throw new TypeError("a fault of the program");
    };
    expect(await plan({ take })).toMatchObject({
      result: {
        outcome: "failed",
        reason: "a fault of the program",
        error: { code: "fault", message: expect.stringMatching(/^TypeError: a fault of the program\n +at /) },
      },
    });
  });
});

describe("a symbol whose bars were imported from a file", () => {
  const bring = async (to: string) => {
    const days = sampleSessions().filter(({ date }) => date >= "2017-01-01" && date <= to);
    const rows = days.map(({ date, open, high, low, close, volume }) =>
      [date, open, high, low, close, volume].join(","),
    );
    const { dataDir } = machine.settings;
    await mkdir(dataDir, { recursive: true });
    const csv = join(dataDir, "aapl.csv");
    await writeFile(csv, `Date,Open,High,Low,Close,Volume\n${rows.join("\n")}\n`);
    await importBars({ csv, dataDir });
  };

  test("when the file has new sessions, then a training on them from the champion's first day", async () => {
    await bring(LAST);
    await serve({ source: "csv", config: SMALL, from: "2017-02-01", to: EARLIER });
    expect(await plan()).toMatchObject({
      todo: "train",
      config: SMALL,
      newSessions: 30,
      bars: { source: "csv", start: "2017-02-01", from: "2017-02-01", to: LAST },
    });
    expect(yahoo.asked).toEqual([]);
  });

  test("when the file has none, then nothing is trained, and the reason names the file", async () => {
    await bring(EARLIER);
    await serve({ source: "csv", config: SMALL, to: EARLIER });
    expect(await plan()).toMatchObject({
      todo: "nothing",
      result: { outcome: "up to date", reason: expect.stringContaining('from aapl.csv; "fetch --csv FILE"') },
    });
  });

  test("when the champion was trained on Yahoo's bars, then a training on the file's", async () => {
    await bring(LAST);
    await serve({ source: "yahoo", config: SMALL, to: LAST });
    expect(await plan()).toMatchObject({ todo: "train", bars: { source: "csv", start: "2017-01-03" } });
  });

  test("when a download is forced, then a person is needed: the file's bars stay", async () => {
    await bring(LAST);
    expect(await plan({ cache: "refresh" })).toMatchObject({
      result: { outcome: "failed", reason: expect.stringContaining("are from aapl.csv, not from Yahoo") },
    });
    expect(yahoo.asked).toEqual([]);
  });
});
