import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { randomFaults, type StandIn, type StandInOptions, sampleMarket, startStandIn } from "yahoo-stand-in";
import { type LoadManyOptions, loadManyBars } from "../src/load-many.ts";

const NOW = () => new Date("2018-06-01T00:00:00Z");

let dataDir: string;
let yahoo: StandIn;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "market-data-many-"));
});
afterEach(async () => {
  await yahoo[Symbol.asyncDispose]();
  await rm(dataDir, { recursive: true });
});

async function loadMany(
  symbols: string[],
  standIn: Partial<StandInOptions>,
  options: Partial<LoadManyOptions> = {},
) {
  const markets = symbols.map((symbol, k) => sampleMarket({ symbol, scale: 1 + k / 10 }));
  yahoo = await startStandIn({ markets, now: NOW, ...standIn });
  return loadManyBars({
    symbols,
    source: "yahoo",
    start: "2018-01-01",
    dataDir,
    fetch: yahoo.fetch,
    now: NOW,
    retry: { attempts: 5, baseMs: 1 },
    ...options,
  });
}

const THIRTY = Array.from({ length: 30 }, (_, k) => `S${k + 1}`);

test("when thirty symbols are fetched and a tenth of the answers fails, then nothing is lost", async () => {
  const failures: string[] = [];
  const onRetry = ({ error }: { error: { code: string } }) => void failures.push(error.code);
  const results = await loadMany(
    THIRTY,
    { faults: randomFaults(0.1, 7) },
    { retry: { attempts: 5, baseMs: 1, onRetry } },
  );
  expect(results.map(({ symbol }) => symbol)).toEqual(THIRTY);
  results.forEach((result, k) => {
    if ("error" in result) throw result.error;
    expect(result.series.bars).toHaveLength(91);
    expect(result.series.bars.at(-1)!.close).toBe(Math.fround(188.589996 * (1 + k / 10)));
  });
  expect(failures.length).toBeGreaterThan(0);
  expect(yahoo.asked).toHaveLength(30 + failures.length);
  expect(await readdir(join(dataDir, "raw"))).toHaveLength(30);
});

test("when one symbol is unknown, then the others arrive and it has its reason", async () => {
  const heard: string[] = [];
  const results = await loadMany(
    ["A", "GONE", "B"],
    { markets: ["A", "B"].map((symbol) => sampleMarket({ symbol })) },
    { onResult: ({ symbol }) => heard.push(symbol) },
  );
  expect(
    results.map((result) => ("error" in result ? result.error.code : result.series.bars.length)),
  ).toEqual([91, "unknown_symbol", 91]);
  expect(heard.sort()).toEqual(["A", "B", "GONE"]);
});

describe("politeness", () => {
  test("when several symbols are wanted, then two requests at most are under way", async () => {
    let open = 0;
    let most = 0;
    const counting: typeof fetch = async (input, init) => {
      most = Math.max(most, ++open);
      try {
        await new Promise((resolve) => setTimeout(resolve, 400));
        return await yahoo.fetch(input, init);
      } finally {
        open--;
      }
    };
    await loadMany(["A", "B", "C", "D"], {}, { fetch: counting });
    expect(most).toBe(2);
  });

  test("when Yahoo refuses for good, then later symbols are not requested", async () => {
    const symbols = Array.from({ length: 12 }, (_, k) => `S${k}`);
    const faults = () => ({ kind: "tooMany" as const });
    const results = await loadMany(symbols, { faults }, { retry: { attempts: 1 } });
    expect(results.every((result) => "error" in result && result.error.code === "rate_limited")).toBe(true);
    // Requests that were in progress at the first refusal.
    expect(yahoo.asked.length).toBeLessThanOrEqual(3);
  });
});

describe("the list", () => {
  test("when a symbol comes twice, then it is loaded once, in the order asked", async () => {
    const results = await loadMany(["B", "A"], {}, { symbols: ["B", "a", "b"] });
    expect(results.map(({ symbol }) => symbol)).toEqual(["B", "A"]);
    expect(yahoo.asked).toHaveLength(2);
  });

  test.each([
    [["AAPL", "../x"], 'symbol is "../x": expected'],
    [[], "no symbol is given"],
  ])("when it is %j, then it is refused before anything is read", async (symbols, message) => {
    await expect(loadMany(["AAPL"], {}, { symbols })).rejects.toMatchObject({
      code: "bad_symbol",
      message: expect.stringContaining(message),
    });
    expect(yahoo.asked).toEqual([]);
  });
});
