import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { cli, folder, QUICK } from "./cli.ts";

let work: string;
const file = (name: string) => join(work, name);

beforeAll(async () => {
  work = await folder();
  await writeFile(file("broken.csv"), "Date,Open,High,Low,Close,Volume\n2020-01-02,1,2,1,x,5\n");
  await writeFile(file("epochs.json"), '{"epochs": 0}');
  await writeFile(file("cut.json"), '{"epochs": ');
});

describe("wrong input is one line, exit code 1, and nothing is written", () => {
  test.each<[string, () => string[], string]>([
    ["negative epochs", () => [...QUICK, "--epochs", "-3"], "epochs is -3: expected at least 1"],
    [
      "epochs that are no number",
      () => [...QUICK, "--epochs", "many"],
      'epochs is "many": expected a whole number',
    ],
    [
      "units that are no list",
      () => [...QUICK, "--units", "10,,5"],
      'units.1 is "": expected a whole number',
    ],
    [
      "a bad date",
      () => [...QUICK, "--start", "2020-13-01"],
      'start is "2020-13-01": expected a day as YYYY-MM-DD',
    ],
    ["too few bars", () => [...QUICK, "--start", "2018-04-20"], "there are 16 bars: at least 23 are needed"],
    ["a symbol without a sample", () => ["--symbol", "MSFT", "--source", "sample"], "MSFT"],
    ["a symbol that is a path", () => ["--symbol", "../x", "--source", "sample"], 'symbol is "../x"'],
    ["a CSV that is not there", () => ["--symbol", "X", "--csv", file("none.csv")], "none.csv"],
    ["a CSV that is malformed", () => ["--symbol", "X", "--csv", file("broken.csv")], "broken.csv"],
    [
      "a bad configuration file",
      () => [...QUICK, "--config", file("epochs.json")],
      "epochs is 0: expected at least 1",
    ],
    ["a cut configuration file", () => [...QUICK, "--config", file("cut.json")], "not JSON"],
    [
      "a missing configuration file",
      () => [...QUICK, "--config", file("none.json")],
      "cannot be read (ENOENT)",
    ],
  ])("when it is %s", async (_name, args, message) => {
    const out = await folder();
    const run = await cli(["train", ...args(), "--out", out, "--json"]);
    expect(run.code).toBe(1);
    expect(run.stdout).toBe("");
    const lines = run.stderr.trim().split("\n");
    expect(lines.at(-1)).toMatch(/^error: /);
    expect(lines.at(-1)).toContain(message);
    expect(run.stderr).not.toMatch(/^\s+at /m);
    expect(await readdir(out)).toEqual([]);
  });

  test.each([
    [
      "predict",
      "AAPL has no trained model yet: run pnpm train --symbol AAPL, or forecast without one: --model none",
    ],
    ["evaluate", "AAPL has no trained model yet: run pnpm train --symbol AAPL"],
  ])("when %s finds no model, then it says how to train", async (command, message) => {
    const run = await cli([
      command,
      "--symbol",
      "AAPL",
      "--models-dir",
      await folder(),
      "--source",
      "sample",
    ]);
    expect([run.code, run.stderr.trim()]).toEqual([1, `error: ${message}`]);
  });
});

describe("a command line that is not understood has exit code 2", () => {
  test.each([
    [["train"], "required option '--symbol <symbol>' not specified"],
    [["train", "--symbol", "AAPL", "--source", "web"], "Allowed choices are auto, yahoo, csv, sample"],
    [["train", "--symbol", "AAPL", "--epoch", "3"], "unknown option '--epoch'"],
    [["trian"], "unknown command 'trian'"],
    [["predict"], "expected --model DIR or --symbol SYMBOL, one of the two"],
  ])("%j", async (args, message) => {
    const run = await cli(args);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain(message);
  });

  test("when help is asked for, then there are examples and exit code 0", async () => {
    const run = await cli(["train", "--help"]);
    expect(run.code).toBe(0);
    expect(run.stdout).toContain("$ pnpm train --symbol AAPL");
    expect(run.stdout).toContain("(default: 100,50)");
  });
});

test("when TensorBoard's folder is a file, then the command says so before it trains", async () => {
  const [taken, out] = [file("taken"), await folder()];
  await writeFile(taken, "");
  const { code, stderr } = await cli(["train", ...QUICK, "--out", out, "--tensorboard", taken]);
  expect(code).toBe(1);
  expect(stderr.trim().split("\n").at(-1)).toBe(
    `error: --tensorboard ${taken} cannot be written to (EEXIST): expected a folder`,
  );
  expect(await readdir(out)).toEqual([]);
});

test("when no folder is named, then those of the repository are meant", async () => {
  const unset = { MODELS_DIR: "", DATA_DIR: "" };
  const repository = fileURLToPath(new URL("../../../", import.meta.url));
  // Help breaks long lines.
  const help = async (command: string) =>
    (await cli([command, "--help"], { env: unset })).stdout.replaceAll(/\s+/g, " ");
  expect(await help("train")).toContain(`(default: "${repository}models")`);
  expect(await help("backtest")).toContain(`(default: "${repository}data/backtests")`);
});
