import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { type CliRun, cli, folder } from "./cli.ts";
import { cliProcess } from "./cli-process.ts";

const NETWORK =
  "--symbol AAPL --source sample --start 2017-01-01 --window 25 --units 4 --dense-units 3 --epochs 1 --learning-rate 1e-4";
const SMALL = [
  ..."tune --trials 3 --folds 2 --refit-every 20 --test-days 30 --no-track".split(" "),
  ...NETWORK.split(" "),
];
const SPACE = {
  learningRate: { from: 1e-3, to: 1e-2, log: true },
  "dropout.0": { from: 0, to: 0.3, step: 0.1 },
  returnWeight: { choice: [0.1, 0.5] },
};

let out: string;
let space: string;
let first: CliRun;
// biome-ignore lint/suspicious/noExplicitAny: the test is what checks the document's shape
let document: any;
beforeAll(async () => {
  out = await folder();
  space = join(out, "..", `space-${process.pid}.json`);
  await writeFile(space, JSON.stringify(SPACE));
  first = await tune("--json");
  document = JSON.parse(first.stdout);
});

const tune = (...more: string[]) => cli([...SMALL, "--space", space, "--out", out, ...more]);

describe("tune", () => {
  test("when it is done, then stdout is one document of plan, trials, luck, test span and verdict", () => {
    expect(first.code).toBe(0);
    expect(document).toMatchObject({
      symbol: "AAPL",
      config: { window: 25, units: [4], learningRate: 1e-4, returnWeight: null },
      space: SPACE,
      seed: 42,
      folds: { folds: 2, refitEvery: 20 },
      testDays: 30,
      stopEarly: true,
      search: { days: 40, from: "2018-02-01", to: "2018-03-29" },
      luck: { trials: 3 },
      test: { days: 30, from: "2018-04-02", to: "2018-05-11" },
      cost: { folds: 2 + 3 + 2 + 2, kept: 0 },
    });
    expect(["winner", "default"]).toContain(document.verdict);
    expect(document.trials[0]).toEqual({ number: 0, values: {}, score: 1, state: "complete", folds: 2 });
    expect(document.trials.map(({ folds }: { folds: number }) => folds).sort()).toEqual([1, 2, 2, 2]);
    const { values, score } = document.trials[document.best];
    expect(score).toBeLessThan(1);
    expect(document.winner).toEqual({
      ...document.config,
      learningRate: values.learningRate,
      dropout: [values["dropout.0"]],
      returnWeight: values.returnWeight,
    });
  });

  test("when folds end, then each is a line on stderr, and a stopped trial needs no more", () => {
    const lines = first.stderr.split("\n").filter((line) => /^ ?\d+\/10 {2}/.test(line));
    expect(lines.slice(0, 3)).toEqual([
      " 1/10  default, fold 1",
      " 2/10  default, fold 2",
      " 3/10  trial 1, fold 1",
    ]);
    expect(first.stderr).toMatch(/ 6\/10 {2}trial \d: score \d\.\d{4}, stopped after fold 1/);
    expect(lines.slice(-2)).toEqual([" 9/10  test span, winner", "10/10  test span, default"]);
  });

  test("when it is repeated, then all folds are kept and the document is the same, but for its cost", async () => {
    const again = await tune("--json");
    expect(again.stderr.match(/\(kept\)/g)).toHaveLength(9);
    const { cost, ...rest } = JSON.parse(again.stdout);
    expect([cost.folds, cost.kept]).toEqual([0, 9]);
    expect({ ...rest, cost: document.cost }).toEqual(document);
  });

  test("when a person asks, then the terminal and a page say the same, and how to use the winner", async () => {
    const { code, stdout } = await tune();
    expect(code).toBe(0);
    expect(stdout).toContain(document.trials[document.best].score.toFixed(4));
    expect(stdout).toContain(
      "Of 3 trials on 40 days, 2018-02-01 to 2018-03-29, 2 were computed on all folds, 1 stopped early.",
    );
    expect(stdout).toContain(document.verdict === "winner" ? "Use trial" : "Keep the default");
    expect(stdout).toContain(document.configFile);
    expect(stdout).toContain(`\nReport    ${document.html}\n`);
    const page = await readFile(document.html, "utf8");
    expect(page).toContain("<td>default</td>");
    expect(page.match(/<svg/g)!.length).toBe(4);
    expect(page).toContain('role="alert">On the bundled sample of old bars, not on live data.');
    expect(page).not.toMatch(/NaN|undefined|<script/);
    expect(await readdir(out)).toEqual([expect.stringMatching(/^AAPL-distribution-2x20-[0-9a-f]{12}$/)]);
  });

  test("when its configuration is used, then train takes it", async () => {
    const models = await folder();
    const args = [
      "train",
      "--symbol",
      "AAPL",
      "--source",
      "sample",
      "--start",
      "2017-01-01",
      "--no-track",
      "--json",
    ];
    const run = await cli([...args, "--out", models, "--config", document.configFile]);
    expect(run.code).toBe(0);
    const version = join(models, "AAPL", JSON.parse(run.stdout).version);
    const { config } = JSON.parse(await readFile(join(version, "metadata.json"), "utf8"));
    expect(config).toEqual(document.winner);
  });

  test("when it is interrupted, then the same command continues it", async () => {
    const dir = await folder();
    const args = [...SMALL, "--space", space, "--json", "--out", dir];
    const stopped = await cliProcess(args, { interrupt: "default, fold 2" });
    expect(stopped.code).toBe(130);
    expect(stopped.stdout).toBe("");
    const { cost, trials } = JSON.parse((await cli(args)).stdout);
    expect(cost.kept).toBeGreaterThanOrEqual(2);
    expect(cost.folds + cost.kept).toBe(9);
    expect(trials).toEqual(document.trials);
  });

  test("when more trials are asked for, then the search goes on in the same folder", async () => {
    const { cost, trials } = JSON.parse((await tune("--trials", "4", "--json")).stdout);
    expect(cost.kept).toBeGreaterThanOrEqual(5);
    const values = (of: { values: object }[]) => of.map((trial) => trial.values);
    expect(values(trials).slice(0, 4)).toEqual(values(document.trials));
    expect(await readdir(out)).toHaveLength(1);
  });

  test.each([
    [["--trials", "0"], 2, "Expected a whole number of at least 1"],
    [["--test-days", "1"], 2, "Expected a whole number of at least 2"],
    [["--test-days", "9000"], 1, "testDays is 9000: expected a whole number from 2 to"],
    [["--folds", "30"], 1, "before the test span of 30 days there are"],
    [["--symbol", "../x"], 1, 'symbol is "../x"'],
    [["--space", "nowhere.json"], 1, "--space nowhere.json cannot be read (ENOENT)"],
  ])("when it is %j, then it is refused in one line", async (args, code, message) => {
    const run = await tune(...args);
    expect([run.code, run.stderr]).toEqual([code, expect.stringContaining(message)]);
  });

  test.each([
    ["{", "not JSON"],
    ['{"speed": {"from": 0, "to": 1}}', "speed cannot be 0: speed: not a field of the configuration"],
    ["[]", "the space is []: expected an object"],
  ])("when a space is %s, then it is refused in one line", async (text, message) => {
    const file = join(await folder(), "space.json");
    await writeFile(file, text);
    const run = await tune("--space", file);
    expect([run.code, run.stderr]).toEqual([1, expect.stringContaining(message)]);
    expect(run.stderr.trim().split("\n")).toHaveLength(1);
  });
});
