import { expect, test } from "@jest/globals";
import { loadBars } from "@lstm-predict/market-data";
import { checkBars, JobError, refOf } from "../src/index.ts";
import { Machine, markets, yahooWith } from "./machine.ts";

const sample = (start: string) => loadBars({ symbol: "AAPL", source: "sample", start });

test("when bars are named, then by symbol, source, period, span and hash, and none of them is carried", async () => {
  const series = await sample("2018-04-02");
  const ref = refOf(series, { start: "2018-04-02" });
  expect(JSON.parse(JSON.stringify(ref))).toEqual({
    symbol: "AAPL",
    source: "sample",
    start: "2018-04-02",
    from: "2018-04-02",
    to: "2018-05-11",
    sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  expect(checkBars(series, ref)).toBe(series);
});

test("when bars come from a program's own source, then they cannot be named, because no other host has it", async () => {
  const { bars } = await sample("2018-04-02");
  const own = await loadBars({ symbol: "AAPL", source: { name: "my desk", read: () => bars } });
  expect(() => refOf(own)).toThrow(
    expect.objectContaining({
      code: "bad_job",
      message: 'the bars of AAPL are from "my desk": expected a source that every host can load',
    }),
  );
});

test("when other bars are loaded, then the error names both hashes, and says what to do", async () => {
  const ref = refOf(await sample("2018-04-02"));
  const other = await sample("2018-04-03");
  expect(() => checkBars(other, ref)).toThrow(JobError);
  expect(() => checkBars(other, ref)).toThrow(
    expect.objectContaining({
      code: "bars_changed",
      message: expect.stringMatching(
        /^the bars of AAPL have SHA-256 [0-9a-f]{64}: expected [0-9a-f]{64}, of the bars from 2018-04-02 to 2018-05-11; plan the job again$/,
      ),
    }),
  );
});

test("when a network takes covariates, then a host loads them up to the last bar, and refuses others than those named", async () => {
  const yahoo = await yahooWith(markets(["AAPL", "SPY"]));
  const { settings } = await Machine.make();
  const options = { symbol: "AAPL", start: "2018-01-01", covariates: ["SPY"], dataDir: settings.dataDir };
  const named = await loadBars({ ...options, end: "2018-05-09" });
  const ref = refOf(named, { start: "2018-01-01", end: "2018-05-09" });
  const { sha256 } = named.covariates![0]!;
  expect(ref.covariates).toEqual([{ symbol: "SPY", sha256 }]);
  const elsewhere = await Machine.make();
  elsewhere.settings.download = true;
  const loaded = await elsewhere.host().loadBars(ref);
  expect(loaded.covariates).toEqual(named.covariates);
  expect(yahoo.asked.map(({ symbol }) => symbol)).toEqual(["AAPL", "SPY", "AAPL", "SPY"]);
  const other = { ...ref, covariates: [{ symbol: "SPY", sha256: "0".repeat(64) }] };
  await expect(elsewhere.host().loadBars(other)).rejects.toMatchObject({
    code: "bars_changed",
    message: expect.stringContaining(`the bars of SPY have SHA-256 ${sha256}: expected ${"0".repeat(64)}`),
  });
});

test("when bars come out of the cache, then their report is that of the time when they were named", async () => {
  const yahoo = await yahooWith(markets(["AAPL"]));
  const machine = await Machine.make();
  const { dataDir } = machine.settings;
  const named = await loadBars({ symbol: "AAPL", source: "yahoo", start: "2018-01-01", dataDir });
  const ref = refOf(named, { start: "2018-01-01" });
  expect(ref.cache).toMatchObject({ outcome: "fetched", requests: 1 });
  const loaded = await machine.host().loadBars(ref);
  expect(loaded.cache).toEqual(ref.cache);
  expect(loaded.bars).toEqual(named.bars);
  expect(yahoo.asked).toHaveLength(1);
});

test("when nothing is cached on a host, then it does not download: the job was planned elsewhere", async () => {
  const yahoo = await yahooWith(markets(["AAPL"]));
  const { dataDir } = (await Machine.make()).settings;
  const ref = refOf(await loadBars({ symbol: "AAPL", source: "yahoo", start: "2018-01-01", dataDir }));
  const asked = yahoo.asked.length;
  const elsewhere = (await Machine.make()).host();
  await expect(elsewhere.loadBars(ref)).rejects.toMatchObject({ code: "not_cached" });
  expect(yahoo.asked).toHaveLength(asked);
});
