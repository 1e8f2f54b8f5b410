import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { beforeEach, describe, expect, test } from "@jest/globals";
import type { BarSeries } from "@lstm-predict/market-data";
import { issueForecast, recordForecasts, Store, settleForecasts } from "@lstm-predict/track-record";
import { sampleSessions } from "yahoo-stand-in";
import { cli, folder } from "./cli.ts";

const DAYS = sampleSessions().slice(-120);

let env: Record<string, string>;
let work: string;
beforeEach(async () => {
  work = await folder();
  env = { DATA_DIR: await folder(), MODELS_DIR: await folder() };
});
const run = (...args: string[]) => cli(["record", ...args], { env });

/** Brings the first `count` bars of ACME into the cache, as a user's own file. */
async function bring(count: number) {
  const file = join(work, "acme.csv");
  const lines = DAYS.slice(0, count).map(({ date, open, high, low, close, volume }) =>
    [date, open, high, low, close, volume].join(","),
  );
  await writeFile(file, `Date,Open,High,Low,Close,Volume\n${lines.join("\n")}\n`);
  const brought = await cli(["fetch", "--csv", file, "--symbol", "ACME"], { env });
  expect(brought.code).toBe(0);
}

/** Records and settles 30 days of each symbol, over 1 and 5 sessions. `errors` has the errors of model and HAR, as multiples of the naive forecast's. */
async function keep(errors: Record<string, number>) {
  const bars = DAYS.slice(0, 40).map((session) => ({ ...session, adjClose: session.close }));
  await using store = new Store({ dataDir: env.DATA_DIR! });
  for (const [symbol, error] of Object.entries(errors)) {
    const series = { symbol, timeZone: "America/New_York", bars } as unknown as BarSeries;
    const issued = bars.slice(1, 31).flatMap(({ date, close }, k) =>
      [1, 5].flatMap((horizon) => {
        const part = { ...series, bars: bars.slice(0, k + 2) };
        const { date: targetDate, close: actual } = bars[k + 1 + horizon]!;
        const prediction = actual + error * (close - actual);
        const range = [close * 0.9, close * 1.1] as const;
        const intervals = { "50": range, "80": range, "90": range, "95": range };
        const of = {
          symbol,
          asOf: date,
          targetDate,
          horizon,
          prediction,
          naive: close,
          return: 0,
          intervals,
        };
        const at = { series: part, issuedAt: new Date(`${date}T21:00:00Z`) };
        const model = { version: "v1", weightsSha256: "a".repeat(64) };
        return [
          issueForecast({ ...of, model } as never, { ...at, role: "champion" }),
          issueForecast({ ...of, model: null } as never, { ...at, role: "har" }),
        ];
      }),
    );
    await recordForecasts(store, issued);
    await settleForecasts(store, series, new Date("2018-06-01"));
  }
}

describe("the record on the command line", () => {
  test("when two evenings are recorded, then list, score and JSON say what was said and what came", async () => {
    await bring(118);
    const first = await run("--symbol", "ACME", "--json");
    expect(JSON.parse(first.stdout).symbols).toEqual([
      expect.objectContaining({ symbol: "ACME", recorded: ["zeroShot"], settled: 0, asOf: DAYS[117]!.date }),
    ]);
    await bring(119);
    const second = await run("--symbol", "ACME");
    expect(second.code).toBe(0);
    expect(second.stderr).toMatch(/^1\/1 {2}ACME: 1 forecasts of .*; 1 settled$/m);
    expect(second.stdout).toMatch(/ACME .*\(over\)\s+zero-shot\s+1\s+2/);
    const listed = await run("list", "--symbol", "ACME");
    expect(listed.stdout).toContain("open"); // that of the next session
    expect(listed.stdout).toMatch(
      new RegExp(`${DAYS[118]!.date}\\s+zeroShot.*${DAYS[118]!.close.toFixed(2)}`),
    );
    const { forecasts } = JSON.parse((await run("list", "--symbol", "ACME", "--days", "1", "--json")).stdout);
    expect(forecasts).toHaveLength(1);
    expect((await run("score")).stdout).toContain("Nothing is settled yet");
    // Both are late: their days were over, so that they score nothing.
    expect(JSON.parse((await run("score", "--symbol", "ACME", "--json")).stdout).scores).toEqual([]);
  });

  test("when a row is changed, or cut off behind a head that was kept, then verify fails and names it", async () => {
    await bring(118);
    await run("--symbol", "ACME");
    const { entries, hash } = JSON.parse((await run("verify", "--json")).stdout);
    expect(entries).toBe(3); // a day, a week and a month
    await bring(119);
    await run("--symbol", "ACME");
    const whole = await run("verify", "--head", `${entries}:${hash}`);
    expect(whole.code).toBe(0);
    expect(whole.stdout).toMatch(/^All 7 entries are as they were recorded/);
    const database = new DatabaseSync(join(env.DATA_DIR!, "track-record.sqlite"));
    database.exec("update forecasts set prediction = prediction + 1 where id = 1");
    database.close();
    const changed = await run("verify");
    expect([changed.code, changed.stderr]).toEqual([
      1,
      expect.stringContaining("the record is not as it was"),
    ]);
    expect(changed.stdout).toContain("Entry 1");
  });

  test("when several symbols have scores, then they are scored together too, by horizon, and damage is told and mended", async () => {
    await keep({ AAPL: 0.5, KO: 2 });
    const { stdout } = await run("score");
    expect(stdout).toMatch(/^ *KO +30 +100/m);
    expect(stdout).toMatch(/^ *naive +2 +1\.0000 +1 *$/m); // .5 and 2, in the geometric mean
    expect(stdout).toMatch(/^ *HAR +2( +1\.0000){3} +0 *$/m);
    expect(stdout).toContain("The monitor of all symbols together: no alarm, since ");
    const { pooled, fleet, scores } = JSON.parse((await run("score", "--json")).stdout);
    expect(pooled).toMatchObject({ symbols: 2, days: 60, sessions: 30, tooFew: false });
    expect(fleet).toMatchObject({ state: "none", sessions: 30, tooNarrow: { outcomes: 60 } });
    expect(scores).toHaveLength(2);

    const five = (await run("score", "--horizon", "5")).stdout;
    expect(five).toMatch(/^ *KO +30 +too few/m);
    expect(five).toContain("All together: too few days to tell; no symbol has more than 30.");
    expect(five).toContain("(6 sessions)");
    expect((await run("score", "--horizon", "20")).stdout).toContain("settled yet of forecasts over 20");
    expect((await run("list", "--symbol", "KO", "--horizon", "20")).stdout).toContain("over 20 sessions is");

    const database = new DatabaseSync(join(env.DATA_DIR!, "track-record.sqlite"));
    database.exec("update summaries set summary = '{' where symbol = 'KO'");
    database.close();
    const broken = await run("score");
    expect([broken.code, broken.stdout]).toEqual([1, ""]);
    expect(broken.stderr).toMatch(
      /^error: the track record \S+: the summary of KO is damaged: pnpm record verify --rebuild computes it again\n$/,
    );
    const rebuilt = await run("verify", "--rebuild");
    expect([rebuilt.code, rebuilt.stdout]).toEqual([
      0,
      expect.stringMatching(/^The summaries of 2 symbols are computed again\.\nAll 480 entries are as /),
    ]);
    expect((await run("score")).stdout).toBe(stdout);
  });

  test("when it is exported, then the file has a row a forecast; another ending is refused", async () => {
    await bring(118);
    await run("--symbol", "ACME");
    const out = join(work, "record.csv");
    expect((await run("export", "--out", out)).code).toBe(0);
    const [head, row, ...rest] = (await readFile(out, "utf8")).trimEnd().split("\n");
    expect(head).toMatch(/^id,issued_at,symbol,role/);
    expect(row).toContain(",ACME,zeroShot,");
    expect(rest.map((line) => line.split(",")[8])).toEqual(["5", "20"]);
    expect((await run("export", "--out", join(work, "record.parquet"))).code).toBe(0);
    expect((await readFile(join(work, "record.parquet"))).subarray(0, 4).toString()).toBe("PAR1");
    const refused = await run("export", "--out", join(work, "record.xlsx"));
    expect([refused.code, refused.stderr]).toEqual([
      2,
      expect.stringContaining("expected a file that ends in .csv"),
    ]);
  });

  test("when a symbol fails, then the others are recorded, and the exit code is 1", async () => {
    await bring(118);
    const { code, stdout, stderr } = await run("--symbol", "ACME,NONE", "--offline");
    expect([code, stderr]).toEqual([
      1,
      expect.stringContaining("1 of 2 symbols were not recorded, or in part: NONE"),
    ]);
    expect(stdout).toMatch(/ACME .*zero-shot/);
  });

  test("when retrain records, then the symbols are on record afterwards, also those with nothing to train", async () => {
    await bring(118);
    const small = "--window 20 --units 5,4 --dense-units 4 --epochs 2".split(" ");
    const retrain = (...more: string[]) =>
      cli(
        [
          "retrain",
          "--symbols",
          "ACME",
          "--offline",
          "--backtest-days",
          "0",
          "--no-track",
          "--stale-after",
          "0",
          ...small,
          ...more,
        ],
        { env },
      );
    env.RETRAIN_RECORD = "0";
    const unrecorded = await retrain();
    expect([unrecorded.code, unrecorded.stderr]).toEqual([0, expect.not.stringContaining("settled")]);
    env.RETRAIN_RECORD = "1";
    const first = await retrain();
    expect([first.code, first.stderr]).toEqual([
      0,
      expect.stringMatching(/ACME: [12] forecasts of .*; 0 settled/),
    ]);
    env.RETRAIN_RECORD = "";
    expect((await retrain("--record")).stderr).toMatch(/ACME: nothing new of .*; 0 settled/);
    env.TRACK_RECORD = "postgres://me:secret@127.0.0.1:1/record";
    const away = await retrain("--record");
    expect([away.code, away.stdout]).toEqual([1, expect.stringContaining("ACME")]);
    delete env.TRACK_RECORD;
    const { entries } = JSON.parse((await run("verify", "--json")).stdout);
    expect(entries).toBeGreaterThan(0);
  });

  test.each([
    [[], 2, "no symbol has a champion"],
    [["list"], 2, "required option '--symbol <symbol>' not specified"],
    [["score", "--by", "week"], 2, "Allowed choices are version, month"],
    [["score", "--horizon", "0"], 2, "Expected a whole number of at least 1"],
    [["verify", "--head", "1"], 2, "Expected entries:hash"],
  ])("when it is %j, then it is refused", async (args, code, message) => {
    const refused = await run(...args);
    expect([refused.code, refused.stderr]).toEqual([code, expect.stringContaining(message)]);
  });

  test("when ALARM_WEBHOOK is no web address, then nothing is recorded", async () => {
    await bring(118);
    env.ALARM_WEBHOOK = "ftp://me:secret@example.com/hook";
    const { code, stderr } = await run("--symbol", "ACME");
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining("ALARM_WEBHOOK is ftp://example.com/hook: expected"),
    ]);
    expect(stderr).not.toContain("secret");
    delete env.ALARM_WEBHOOK;
    expect(JSON.parse((await run("verify", "--json")).stdout).entries).toBe(0);
  });

  test("when an alarm cannot be sent, then the JSON document is printed before that is said", async () => {
    await bring(118);
    await run("--symbol", "ACME");
    const database = new DatabaseSync(join(env.DATA_DIR!, "track-record.sqlite"));
    database.exec("insert into alarms values ('ACME', 'champion', 1, 'tooNarrow', '2018-05-10', 2600, null)");
    database.close();
    env.ALARM_WEBHOOK = "http://127.0.0.1:9/hook";
    const { code, stdout, stderr } = await run("--symbol", "ACME", "--json");
    expect([code, stderr]).toEqual([1, expect.stringContaining("the alarm of ACME could not be sent to")]);
    expect(JSON.parse(stdout).symbols).toEqual([expect.objectContaining({ symbol: "ACME" })]);
  });

  test("when the record is a server that does not answer, then it says so without the password", async () => {
    await bring(118);
    env.TRACK_RECORD = "postgres://me:secret@127.0.0.1:1/record";
    const { code, stderr } = await run("--symbol", "ACME");
    expect(code).toBe(1);
    expect(stderr).toContain("127.0.0.1:1");
    expect(stderr).not.toContain("secret");
  });

  test("when predict is to record and the record is away, then the forecast is printed, and the exit code is 1", async () => {
    await bring(118);
    env.TRACK_RECORD = "postgres://me:secret@127.0.0.1:1/record";
    const args = ["predict", "--symbol", "ACME", "--model", "none", "--offline", "--record", "--json"];
    const { code, stdout, stderr } = await cli(args, { env });
    expect([code, JSON.parse(stdout).symbol]).toEqual([1, "ACME"]);
    expect(stderr).toContain("the track record postgres://127.0.0.1:1/record");
  });

  test("when predict names a champion by its folder, then the forecast is on record as the champion's", async () => {
    await bring(118);
    const small = "--window 20 --units 5,4 --dense-units 4 --epochs 2".split(" ");
    const trained = await cli(["train", "--symbol", "ACME", "--offline", "--no-track", "--json", ...small], {
      env,
    });
    const { version } = JSON.parse(trained.stdout);
    await cli(["promote", "--symbol", "ACME", "--version", version], { env });
    const dir = join(env.MODELS_DIR!, "ACME", version);
    expect((await cli(["predict", "--model", dir, "--offline", "--record"], { env })).code).toBe(0);
    const { forecasts } = JSON.parse((await run("list", "--symbol", "ACME", "--json")).stdout);
    expect(forecasts).toEqual([
      {
        forecast: expect.objectContaining({ role: "champion", model: expect.objectContaining({ version }) }),
      },
    ]);
  });

  test("when predict records, then the forecast is there once, as it was printed", async () => {
    await bring(118);
    const predict = () =>
      cli(["predict", "--symbol", "ACME", "--model", "none", "--offline", "--record", "--json"], { env });
    const { stdout, stderr } = await predict();
    expect(stderr).toContain("Recorded as entry 1; its day is over, so it will not be scored.");
    expect((await predict()).stderr).toMatch(/On record since .* as entry 1/);
    const { forecasts } = JSON.parse((await run("list", "--symbol", "ACME", "--json")).stdout);
    const { asOf, prediction, intervals } = JSON.parse(stdout);
    expect(forecasts).toEqual([
      { forecast: expect.objectContaining({ role: "zeroShot", asOf, prediction, intervals }) },
    ]);
  });
});
