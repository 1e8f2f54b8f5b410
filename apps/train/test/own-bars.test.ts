import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { loadBars } from "@lstm-predict/market-data";
import { parseConfig } from "@lstm-predict/model/config";
import { trainBundle } from "@lstm-predict/training";
import { type StandIn, sampleSessions, startStandIn } from "yahoo-stand-in";
import { cli, folder } from "./cli.ts";

const DAYS = sampleSessions().slice(-350);
const NETWORK = "--window 20 --units 5,4 --dense-units 4 --epochs 2".split(" ");

let work: string;
let env: Record<string, string>;
let yahoo: StandIn;
beforeEach(async () => {
  work = await folder();
  yahoo = await startStandIn({ markets: [] });
  env = { DATA_DIR: await folder(), MODELS_DIR: await folder(), YAHOO_STAND_IN: yahoo.url, STALE_AFTER: "0" };
});
afterEach(async () => {
  await yahoo[Symbol.asyncDispose]();
});

/** Writes the first `count` bars as Stooq does. */
async function file(name: string, count: number): Promise<string> {
  const csv = join(work, name);
  const lines = DAYS.slice(0, count).map(({ date, open, high, low, close, volume }) =>
    [date, open, high, low, close, volume].join(","),
  );
  await writeFile(csv, `Date,Open,High,Low,Close,Volume\n${lines.join("\n")}\n`);
  return csv;
}
const run = (...args: string[]) => cli(args, { env });
async function json(...args: string[]) {
  const { stdout, stderr } = await run(...args, "--json");
  if (!stdout.startsWith("{")) throw new Error(stderr);
  return JSON.parse(stdout);
}
const retrain = async () =>
  (await json("retrain", "--symbols", "ACME", "--backtest-days", "0", "--no-track")).symbols[0];

test("when a program has trained on a source of its own, then evaluate asks for its bars, and takes them from a file", async () => {
  const rows = DAYS.slice(0, 347).map(({ date, open, high, low, close, volume }) => ({
    date,
    open,
    high,
    low,
    close,
    volume,
  }));
  const series = await loadBars({ symbol: "ACME", source: { name: "my desk", read: () => rows } });
  const config = parseConfig({ window: 20, units: [5, 4], denseUnits: 4, epochs: 2 });
  const { bundle, scores } = await trainBundle({ series, config, modelsDir: env.MODELS_DIR! });
  const ofBundle = ["--model", bundle.dir];
  const { code, stderr } = await run("evaluate", ...ofBundle);
  expect([code, stderr]).toEqual([
    2,
    expect.stringContaining(
      'was trained on bars of "my desk", which only the program that trained it can read',
    ),
  ]);
  const csv = await file("acme.csv", 347);
  const evaluated = await json("evaluate", ...ofBundle, "--csv", csv);
  expect(evaluated.sameBars).toBe(true);
  expect(evaluated.scores.test.model.mase).toBeCloseTo(scores.test.model.mase, 6);
});

describe("bars of a file, after a training on it", () => {
  test("when the file grows, then its new sessions are retrained, and no command asks Yahoo", async () => {
    const trained = await run(
      "train",
      "--symbol",
      "ACME",
      "--csv",
      await file("acme.csv", 347),
      ...NETWORK,
      "--no-track",
    );
    expect(trained.stderr).toContain(
      "In the cache for serve and retrain: from acme.csv (347 sessions are new).",
    );
    expect(await retrain()).toMatchObject({
      outcome: "up to date",
      newSessions: 0,
      reason: expect.stringMatching(/from acme.csv; "fetch --csv FILE" adds later ones$/),
    });

    const fetched = await json("fetch", "--csv", await file("acme.csv", 350));
    expect(fetched.symbols).toMatchObject([
      { symbol: "ACME", source: "csv", detail: "acme.csv", count: 350, cache: { newSessions: 3 } },
    ]);
    const { outcome, newSessions, to, version } = await retrain();
    expect(["promoted", "refused"]).toContain(outcome);
    expect([newSessions, to]).toEqual([3, DAYS.at(-1)!.date]);
    const metadata = JSON.parse(
      await readFile(join(env.MODELS_DIR!, "ACME", version, "metadata.json"), "utf8"),
    );
    expect(metadata.data).toMatchObject({
      source: "csv",
      detail: "acme.csv",
      from: DAYS[0]!.date,
      count: 350,
    });

    const bundle = ["--model", join(env.MODELS_DIR!, "ACME", version)];
    expect(await json("evaluate", ...bundle)).toMatchObject({ sameBars: true });
    expect(await json("predict", ...bundle)).toMatchObject({ dataSource: "csv", asOf: to });
    expect(yahoo.asked).toEqual([]);
  });

  test("when the file contradicts the cached bars, then the training goes on, and a warning says what serve uses", async () => {
    await run("fetch", "--csv", await file("acme.csv", 300));
    const other = await file("other.csv", 350);
    await writeFile(other, (await readFile(other, "utf8")).replace(String(DAYS[9]!.close), "1"));
    const trained = await run("train", "--symbol", "ACME", "--csv", other, ...NETWORK, "--no-track");
    expect(trained.code).toBe(0);
    expect(trained.stderr).toContain("serve and retrain will not use this file: other.csv is not added");
  });
});

describe("fetch --csv", () => {
  test("when a folder is given, then a backtest of several symbols takes its bars", async () => {
    const [acme] = [await file("acme.csv", 350), await file("beta.csv", 350)];
    const fetched = await run("fetch", "--csv", work);
    expect(fetched.stdout).toMatch(/ACME .*from acme.csv \(350 sessions are new\)\s+BETA .*from beta.csv/);
    const plan = [
      "--folds",
      "1",
      "--refit-every",
      "20",
      "--seeds",
      "1",
      "--no-track",
      "--out",
      join(work, "out"),
    ];
    const both = await json("backtest", "--symbol", "ACME,BETA", ...plan, ...NETWORK);
    expect(both.files).toHaveLength(2);
    const refused = await run("backtest", "--symbol", "ACME,BETA", "--csv", acme!);
    expect(refused.stderr).toContain('bring their bars with "fetch --csv FOLDER"');
    const fromFolder = await json("backtest", "--symbol", "ACME,BETA", "--csv", work, ...plan, ...NETWORK);
    expect(fromFolder.overall).toEqual(both.overall);
    const missing = await run("backtest", "--symbol", "ACME,GAMMA", "--csv", work, ...plan, ...NETWORK);
    expect([missing.code, missing.stderr]).toEqual([1, expect.stringContaining("has bars of GAMMA")]);
    expect(yahoo.asked).toEqual([]);
  });

  test("when some files fail, then the exit code is 1, and the others are imported", async () => {
    await file("acme.csv", 300);
    await writeFile(join(work, "bad.csv"), "hello\n");
    const { code, stderr, stdout } = await run("fetch", "--csv", work);
    expect([code, stderr]).toEqual([1, expect.stringContaining("1 of 2 symbols were not imported: bad.csv")]);
    expect(stdout).toContain("300 sessions are new");
  });

  test.each([
    [["--csv", "x.csv", "--refresh"], "--refresh downloads bars, and --csv reads a file"],
    [["--symbol", "ACME", "--dates", "dmy"], "--dates says how to read a file: expected --csv"],
    [["--symbol", "ACME", "--replace", "--refresh"], "cannot be used with option"],
  ])("when it is %j, then it is a usage error", async (flags, message) => {
    const { code, stderr } = await run("fetch", ...flags);
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  });
});
