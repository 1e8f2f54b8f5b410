import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { randomFaults, type StandIn, sampleMarket, startStandIn } from "yahoo-stand-in";
import { cli, folder, QUICK } from "./cli.ts";

let yahoo: StandIn;
let dataDir: string;
beforeEach(async () => {
  dataDir = await folder();
  yahoo = await startStandIn({ markets: ["AAPL", "MSFT", "KO"].map((symbol) => sampleMarket({ symbol })) });
});
afterEach(async () => {
  await yahoo[Symbol.asyncDispose]();
});

/** The command line with Yahoo's stand-in in Yahoo's place. */
const online = (...args: string[]) => cli(args, { env: { DATA_DIR: dataDir, YAHOO_STAND_IN: yahoo.url } });

describe("fetch", () => {
  test("when symbols are fetched, then a table says what came and the files are there", async () => {
    const period = ["--start", "2018-01-01", "--end", "2018-05-11"];
    const run = await online("fetch", "--symbol", "aapl, MSFT", ...period);
    expect(run.code).toBe(0);
    expect(run.stdout).toMatch(/AAPL\s+91\s+2018-01-02\s+2018-05-11\s+0\s+downloaded: 1 request/);
    expect(run.stdout).toMatch(/MSFT\s+91\s+/);
    expect(run.stderr).toMatch(/^[12]\/2 {2}AAPL: downloaded: 1 request$/m);
    expect((await readdir(join(dataDir, "raw"))).sort()).toEqual(["AAPL.csv", "MSFT.csv"]);
    const again = await online("fetch", "--symbol", "AAPL", "--start", "2018-01-01");
    expect(again.stdout).toContain("all of it cached: 0 requests");
  });

  test("when every symbol fails, then nothing says that the bars are there", async () => {
    const run = await online("fetch", "--symbol", "NOPE");
    expect(run.code).toBe(1);
    expect(run.stdout).toContain("FAILED");
    expect(run.stdout).not.toContain("The bars are in");
  });

  test("when one symbol fails, then the others are there, the failed one is named, and the exit code is 1", async () => {
    const file = join(await folder(), "symbols.txt");
    await writeFile(file, "# mine\nAAPL\nNOPE  # no such thing\n\nKO\n");
    const run = await online("fetch", "--symbols-file", file, "--start", "2018-01-01", "--json");
    expect(run.code).toBe(1);
    expect(run.stderr.trim().split("\n").at(-1)).toBe("error: 1 of 3 symbols have no bars: NOPE");
    const { symbols } = JSON.parse(run.stdout);
    expect(symbols.map(({ symbol, count }: { symbol: string; count?: number }) => [symbol, count])).toEqual([
      ["AAPL", 91],
      ["NOPE", undefined],
      ["KO", 91],
    ]);
    expect(symbols[1].error).toMatchObject({ code: "unknown_symbol" });
    expect(symbols[2]).toMatchObject({
      cache: { outcome: "fetched", requests: 1 },
      timeZone: "America/New_York",
    });
  });

  test("when a third of the answers fails, then they are asked for again and nothing is missing", async () => {
    yahoo.set({ faults: randomFaults(1 / 3, 3) });
    const run = await online("fetch", "--symbol", "AAPL,MSFT,KO", "--start", "2018-01-01", "--json");
    expect(run.code).toBe(0);
    const { retries, symbols } = JSON.parse(run.stdout);
    expect(retries).toBe(yahoo.asked.length - 3);
    expect(symbols.map(({ count }: { count: number }) => count)).toEqual([91, 91, 91]);
  });

  test.each([
    [["fetch"], 2, "expected --symbol LIST or --symbols-file FILE"],
    [["fetch", "--symbols-file", "none.txt"], 2, "--symbols-file none.txt cannot be read (ENOENT)"],
    [["fetch", "--symbol", "AAPL,,KO"], 1, 'symbol is "": expected 1 to 20 letters'],
    [["fetch", "--symbol", "../AAPL"], 1, 'symbol is "../AAPL"'],
    [["fetch", "--symbol", "AAPL", "--start", "2018-02-30"], 1, 'start is "2018-02-30"'],
  ])("when it is %j, then it is refused before anything is asked", async (args, code, message) => {
    const run = await online(...args);
    expect(run.code).toBe(code);
    expect(run.stderr).toContain(message);
    expect(run.stdout).toBe("");
    expect(yahoo.asked).toEqual([]);
  });
});

// What a training makes of cached bars: packages/training/test.
describe("bars from the cache", () => {
  const predict = async (...flags: string[]) => {
    const args = ["predict", "--symbol", "AAPL", "--model", "none", "--start", "2017-01-01", ...flags];
    const run = await online(...args, "--json");
    return { ...run, document: run.code === 0 ? JSON.parse(run.stdout) : undefined };
  };

  test("when they are asked for twice, then Yahoo is asked once, and both times it is said", async () => {
    const first = await predict();
    const second = await predict();
    expect(yahoo.asked).toHaveLength(1);
    expect(first.document).toMatchObject({
      dataSource: "yahoo",
      cache: { outcome: "fetched", requests: 1 },
    });
    expect(first.stderr).toContain("from Yahoo Finance (downloaded: 1 request)");
    expect(second.document.cache).toMatchObject({ outcome: "hit", requests: 0 });
    expect(second.stderr).toContain("from Yahoo Finance (all of it cached: 0 requests)");
    expect(second.document.prediction).toBe(first.document.prediction);
  });

  test("when a model is trained on them, then document and bundle say how they came out of the cache", async () => {
    const flags = QUICK.filter((flag) => flag !== "--source" && flag !== "sample");
    const run = await online("train", ...flags, "--out", await folder(), "--json");
    const { bundle, dataSource, bars } = JSON.parse(run.stdout);
    expect([dataSource, bars.cache]).toMatchObject(["yahoo", { outcome: "fetched", requests: 1 }]);
    const metadata = JSON.parse(await readFile(join(bundle, "metadata.json"), "utf8"));
    expect(metadata.data).toMatchObject({ source: "yahoo", sha256: bars.sha256, cache: bars.cache });
  });

  test("when Yahoo limits the requests, then the cached bars are used and nobody can miss their date", async () => {
    await online("fetch", "--symbol", "AAPL", "--start", "2017-01-01");
    yahoo.set({ faults: () => ({ kind: "tooMany", retryAfter: "300" }) });
    const run = await predict("--refresh");
    expect(run.code).toBe(0);
    expect(run.stderr).toMatch(/!!!\nThese are cached bars of AAPL, 2017-01-03 to 2018-05-11, fetched at/);
    expect(run.stderr).toContain("limits the requests");
  });

  test("when offline is asked for, then Yahoo is left alone; with refresh it contradicts itself", async () => {
    await online("fetch", "--symbol", "AAPL", "--start", "2017-01-01");
    const before = yahoo.asked.length;
    expect((await predict("--offline")).document.cache.outcome).toBe("offline");
    expect(yahoo.asked).toHaveLength(before);
    const both = await predict("--offline", "--refresh");
    expect([both.code, both.stderr]).toEqual([2, expect.stringContaining("cannot be used with option")]);
  });

  test("when the bars are suspicious, then strict mode fails and says which", async () => {
    yahoo.set({
      quirks: { rows: (rows) => rows.map((row, k) => (k < 1100 ? { ...row, close: row.close! * 4 } : row)) },
    });
    const lenient = await predict();
    expect(lenient.stderr).toContain("it looks like a 4:1 split that old prices are not adjusted for");
    const strict = await predict("--strict");
    expect(strict.code).toBe(1);
    expect(strict.stderr).toContain(
      "error: the bars of AAPL are not clean, and strict mode asks that they are:",
    );
  });
});
