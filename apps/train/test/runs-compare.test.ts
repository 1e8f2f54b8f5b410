import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { syncSpool } from "mlflow-js-client/spool";
import { StandIn } from "../../../packages/mlflow-js-client/test/stand-in.ts";
import { cli, folder, QUICK } from "./cli.ts";
import { spoolTrainings, type TrackedTrainingSketch } from "./tracked-trainings.ts";

const TRAININGS: TrackedTrainingSketch[] = [
  {
    version: "20260101T000000Z-aaaaaaaa",
    config: { units: [8, 4], learningRate: 0.001 },
    losses: [0.9, 0.7, 0.8],
    scores: { "test/mase": 1.01, "test/coverage_90": 0.95, "test/r2": 0.9, "validation/mase": 0.97 },
  },
  {
    version: "20260102T000000Z-bbbbbbbb",
    config: { units: [16, 8], learningRate: 0.01 },
    losses: [0.6, 0.5],
    scores: { "test/mase": 0.98, "test/coverage_90": 0.91, "test/r2": 0.8, "test/diebold_p": 0.4 },
    tags: { "data.sha256": "1", "data.from": "2013-05-13" },
  },
  {
    version: "20260103T000000Z-cccccccc",
    config: { target: "price", learningRate: 0.002 },
    losses: [0.3],
    scores: { "test/mase": 9, "test/coverage_90": 0.8, "test/r2": 0.95 },
    tags: { "data.sha256": "2", "data.from": "2015-01-02" },
  },
  {
    version: "20260104T000000Z-dddddddd",
    config: { units: [8, 4], dropout: 0.5 },
    scores: { "test/mase": 1.02 },
  },
  { version: "killed", status: "KILLED", losses: [0.4] },
  { version: "20260105T000000Z-eeeeeeee", symbol: "MSFT", scores: { "test/mase": 0.97 } },
];
const VERSIONS = TRAININGS.map(({ version }) => version);

let server: StandIn;
let mlruns: string;
let spool: string;
let sent: string;
let models: string;

beforeAll(async () => {
  server = await new StandIn().start();
  [mlruns, sent, models] = [await folder(), await folder(), await folder()];
  spool = join(mlruns, "spool");
  await spoolTrainings(spool, TRAININGS);
  await spoolTrainings(join(sent, "spool"), TRAININGS);
  await syncSpool({ spoolDir: join(sent, "spool"), client: { trackingUri: server.uri } });
});
afterAll(() => server.kill());

const SPOOL = () => ({ MLRUNS_DIR: mlruns, MLFLOW_TRACKING_URI: "" });
const SERVER = () => ({ MLRUNS_DIR: sent, MLFLOW_TRACKING_URI: server.uri });
const runs = (args: string[], env: Record<string, string>) =>
  cli(["runs", ...args, "--models-dir", models], { env });
// biome-ignore lint/suspicious/noExplicitAny: documents of the command line
const json = async (args: string[], env: Record<string, string>): Promise<any> =>
  JSON.parse((await runs([...args, "--json"], env)).stdout);

describe.each([
  ["the server", SERVER],
  ["the spool", SPOOL],
])("runs compare from %s", (_, env) => {
  test("when a symbol is named, then its finished runs stand side by side with the figures that were logged", async () => {
    const document = await json(["compare", "--symbol", "aapl"], env());
    const [a, b, c, d] = TRAININGS;
    expect(
      document.runs.map(({ name, metrics }: { name: string; metrics: object }) => ({ name, metrics })),
    ).toEqual(
      [b!, a!, d!, c!].map(({ version, scores, losses }) => ({
        name: version,
        metrics: {
          ...scores,
          ...(losses && { "loss/validation": losses.at(-1), "loss/train": losses.at(-1)! / 2 }),
        },
      })),
    );
    const idOf = (sketch: TrackedTrainingSketch) =>
      document.runs.find(({ name }: { name: string }) => name === sketch.version).id;
    expect(document).toMatchObject({
      metric: "test/mase",
      sameBars: false,
      from: env().MLFLOW_TRACKING_URI || spool,
      differing: ["target", "units", "dropout", "learningRate", "data.from"],
      best: { "test/mase": idOf(b!), "test/coverage_90": idOf(b!) },
    });
    expect(document.runs[0]).toMatchObject({
      symbol: "AAPL",
      status: "FINISHED",
      champion: false,
      startedAt: expect.stringMatching(/^2\d{3}-.*Z$/),
      params: { symbol: "AAPL", units: "16 8", "earlyStopping.patience": "15" },
      tags: { bundle: b!.version },
    });
  });

  test("when runs are named by their beginnings, then these alone, ordered by the metric that is asked for", async () => {
    const { runs: found, best } = await json(
      ["compare", "--runs", "20260101,20260103T,kill", "--metric", "test/r2"],
      env(),
    );
    const names = found.map(({ name }: { name: string }) => name);
    expect([names, best["test/r2"]]).toEqual([[VERSIONS[2], VERSIONS[0], "killed"], found[0].id]);
    const byId = await json(["compare", "--runs", found[1].id], env());
    expect(byId.runs.map(({ name }: { name: string }) => name)).toEqual([VERSIONS[0]]);
  });

  test("when a page is asked for, then it is whole in itself and has every figure and curve", async () => {
    const file = join(await folder(), "new", "compare.html");
    const { stdout } = await runs(["compare", "--symbol", "AAPL", "--html", file], env());
    expect(stdout).toContain(`\nPage  ${file}\n`);
    const page = await readFile(file, "utf8");
    expect(page).not.toMatch(/<script|<link|<img|src=|url\(|@import|NaN|undefined/);
    expect(page.replaceAll(/xmlns(:\w+)?="[^"]*"/g, "")).not.toMatch(/https?:\/\/(?!127\.0\.0\.1)/);
    expect(page).toContain("<title>AAPL: 4 trainings compared</title>");
    expect(page).toContain('<td class="better">0.9800</td>');
    const cells = ["1.0100", "9.0000", "16 8", "0.01", ...VERSIONS.slice(0, 4)].map(
      (text) => `>${text}</td>`,
    );
    const texts = [
      "run 1 is the best with 0.9800. Its errors on the test span were 2.00 % smaller than those of &quot;tomorrow = today&quot;, no more than chance explains (p 0.400).",
      "These runs saw different bars",
      "Triangles are off the scale: run 4 with 9.0000.",
      "Runs 1, 4 were best at the last epoch",
      ...["validation, target return", "training, target price", "learningRate", "dropout"],
    ];
    expect([...cells, ...texts].filter((text) => !page.includes(text))).toEqual([]);
    expect(page).toContain("prefers-color-scheme: dark");
  });
});

describe("runs compare", () => {
  test("when it is for the terminal, then the best are marked, and the settings that differ follow", async () => {
    const { stdout, stderr } = await runs(["compare", "--runs", "20260101,20260102"], SPOOL());
    const lines = stdout.split("\n").map((line) => line.trim().split(/\s{2,}/));
    expect([lines[0], lines[1], lines[2]]).toEqual([
      ["symbol", "run", "status", "MASE", "coverage 90"],
      ["1", "AAPL", VERSIONS[1], "finished", "0.9800 <", "0.910 <"],
      ["2", "AAPL", VERSIONS[0], "finished", "1.0100", "0.950"],
    ]);
    expect(lines.slice(-4, -1)).toEqual([
      ["what differs", "units", "learningRate", "data.from"],
      ["1", VERSIONS[1], "16 8", "0.01", "2013-05-13"],
      ["2", VERSIONS[0], "8 4", "0.001", "-"],
    ]);
    expect(stderr).toBe("");
  });

  test("when the server cannot be reached, then one note says so, and the spool's runs are compared", async () => {
    const away = { MLRUNS_DIR: mlruns, MLFLOW_TRACKING_URI: "http://127.0.0.1:1" };
    const { code, stdout, stderr } = await runs(["compare", "--symbol", "AAPL"], away);
    expect([code, stderr]).toEqual([
      0,
      expect.stringMatching(/^.*127\.0\.0\.1:1.*; these are the runs that wait in the spool\n$/),
    ]);
    expect(stdout).toContain(VERSIONS[1]);
  });

  test("when runs wait in the spool beside a server, then a note says how many", async () => {
    const { stderr } = await runs(["compare"], { ...SERVER(), MLRUNS_DIR: mlruns });
    expect(stderr).toBe("not counting 6 that wait in the spool: pnpm runs sync sends them\n");
  });

  test("when the server refuses, then that is the error", async () => {
    server.fault = () => ({ status: 401 });
    const { code, stderr } = await runs(["compare"], SERVER());
    server.fault = () => undefined;
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^error: .*401.*\n$/)]);
  });

  test("when a journal is damaged, then a note names it, and the others are compared", async () => {
    const other = await folder();
    await spoolTrainings(join(other, "spool"), TRAININGS.slice(0, 2));
    await writeFile(join(other, "spool", "bad.jsonl"), "{}\n");
    const { code, stdout, stderr } = await runs(["compare"], { ...SPOOL(), MLRUNS_DIR: other });
    expect([code, stderr]).toEqual([0, expect.stringContaining("bad.jsonl")]);
    expect(stdout).toContain(VERSIONS[0]);
  });

  test("when nothing was trained, then it says what to do, and writes no page", async () => {
    const file = join(await folder(), "x.html");
    const empty = { ...SPOOL(), MLRUNS_DIR: await folder() };
    const { code, stdout } = await runs(["compare", "--symbol", "KO", "--html", file], empty);
    expect([code, stdout]).toEqual([
      0,
      `No finished training of KO in ${join(empty.MLRUNS_DIR, "spool")} yet: run pnpm train\n`,
    ]);
    await expect(readFile(file)).rejects.toMatchObject({ code: "ENOENT" });
    expect(await json(["compare"], empty)).toMatchObject({ runs: [], differing: [] });
  });

  test.each([
    [["--runs", "2026010"], 1, /^error: 5 runs begin with "2026010": expected more of one, 20260101T.*\n$/],
    [
      ["--runs", "x"],
      1,
      /^error: no run begins with "x": expected the beginning of a name or id, such as 2026.*\n$/,
    ],
    [["--runs", "a,"], 2, /Expected names or ids with commas between/],
    [["--metric", "test/naive_mae"], 2, /Expected train\/, validation\/ or test\/ with one of mase, rmsse, /],
    [["--symbol", "../x"], 1, /^error: .*symbol.*\n$/],
    [["--html", "/dev/null/x.html"], 1, /^error: cannot write "\/dev\/null\/x\.html".*\n$/],
  ])("when it is given %j, then exit code %d and one line", async (args, code, message) => {
    const run = await runs(["compare", ...args], SPOOL());
    expect([run.code, run.stderr]).toEqual([code, expect.stringMatching(message)]);
  });
});

describe("runs best", () => {
  test.each([
    ["test/mase", 1],
    ["test/r2", 2],
    ["test/coverage_90", 1],
    ["validation/mase", 0],
  ])("when the metric is %s, then the best of those that have it", async (metric, best) => {
    const document = await json(["best", "--symbol", "AAPL", "--metric", metric], SERVER());
    expect(document).toMatchObject({ metric, run: { name: VERSIONS[best] }, bundle: null, serve: null });
    expect(document.of).toBe(TRAININGS.filter(({ symbol, scores }) => !symbol && scores?.[metric]).length);
  });

  test("when a real training is the best, then its figures, its bundle, and how to serve it", async () => {
    const [home, out] = [await folder(), await folder()];
    const env = { MLRUNS_DIR: home, MLFLOW_TRACKING_URI: "" };
    const trained = JSON.parse(
      (await cli(["train", ...QUICK, "--out", out, "--no-promote", "--json"], { env })).stdout,
    );
    const best = ["runs", "best", "--models-dir", out];
    const { stdout } = await cli(best, { env });
    expect(stdout).toContain(`AAPL ${trained.version}: the best of 1 by test/mase (lower is better)`);
    expect(stdout).toContain(`MASE            ${trained.scores.test.model.mase.toFixed(4)}\n`);
    expect(stdout).toContain(`Bundle          ${trained.bundle}\nChampion        no\n`);
    expect(stdout).toContain(
      `Next: pnpm promote --symbol AAPL --version ${trained.version}, then pnpm serve\n`,
    );
    await cli(["promote", "--symbol", "AAPL", "--version", trained.version, "--models-dir", out], { env });
    const served = JSON.parse((await cli([...best, "--json"], { env })).stdout);
    expect(served).toMatchObject({ bundle: trained.bundle, serve: "pnpm serve", run: { champion: true } });
    expect(served.run.metrics["test/mase"]).toBe(trained.scores.test.model.mase);
  });

  test("when there is none, then one line says what to do; an unknown metric is refused with the legal ones", async () => {
    const none = await runs(["best", "--symbol", "KO"], SERVER());
    expect(none).toMatchObject({
      code: 1,
      stdout: "",
      stderr: `error: No finished training of KO in ${server.uri} yet: run pnpm train\n`,
    });
    const unknown = await runs(["best", "--metric", "mase"], SERVER());
    expect([unknown.code, unknown.stderr]).toEqual([
      2,
      expect.stringMatching(
        /argument 'mase' is invalid. Expected train\/, validation\/ or test\/ with one of mase, .*qlike\./,
      ),
    ]);
  });
});
