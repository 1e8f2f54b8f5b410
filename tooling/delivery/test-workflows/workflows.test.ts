import { execFile } from "node:child_process";
import { access, constants, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { sampleMarket, startStandIn } from "yahoo-stand-in";
import { REPOSITORY, readWorkflow, runStep, type Step, stepsOf } from "./workflow.ts";

const ACTIONLINT = fileURLToPath(new URL(".bin/actionlint", import.meta.url));
const WORKFLOWS = ["ci.yml", "release.yml", "retrain.yml"];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "workflows-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test("when actionlint and ShellCheck read the workflows, then they have nothing to say", async () => {
  const files = WORKFLOWS.map((name) => join(REPOSITORY, ".github/workflows", name));
  const { stdout } = await promisify(execFile)(ACTIONLINT, ["-no-color", ...files]).catch((failed) => failed);
  expect(stdout).toBe("");
  expect((await readdir(join(REPOSITORY, ".github/workflows"))).sort()).toEqual(WORKFLOWS);
});

test.each(["2026-01-14", "2026-07-15"])(
  "when it is %s, then retraining begins after New York's close",
  async (day) => {
    const { on, concurrency } = await readWorkflow("retrain.yml");
    const [, minute, hour] = /^(\d+) (\d+) \* \* 1-5$/.exec(on.schedule![0]!.cron)!;
    const begins = new Date(`${day}T${hour!.padStart(2, "0")}:${minute!.padStart(2, "0")}:00Z`);
    const there = begins.toLocaleString("sv-SE", { timeZone: "America/New_York" });
    expect(there > `${day} 16:30:00` && there < `${day} 23:00:00`).toBe(true);
    expect(concurrency).toEqual({ group: "retrain", "cancel-in-progress": false });
  },
);

test("when CI's only command is looked for, then it is there and bash can read it", async () => {
  const commands = stepsOf(await readWorkflow("ci.yml")).flatMap(({ run }) => run ?? []);
  expect(commands).toEqual([".ci/run"]);
  await access(join(REPOSITORY, ".ci/run"), constants.X_OK);
  await promisify(execFile)("bash", ["-n", join(REPOSITORY, ".ci/run")]);
});

/** Values of the expressions for a scheduled run without configuration. */
const values = (over: Record<string, string> = {}) => ({
  "inputs.symbols || vars.SYMBOLS || 'AAPL'": "AAPL",
  "needs.plan.outputs.file": "",
  "matrix.shard": "1/1",
  "inputs.config": "",
  "inputs.jobs || 1": "1",
  "inputs.dry_run || false": "false",
  "vars.MODEL_STORE": "",
  "vars.RETRAIN_PRUNE": "",
  "vars.RETRAIN_RECORD": "",
  "secrets.TRACK_RECORD": "",
  "secrets.ALARM_WEBHOOK": "",
  "secrets.ALARM_WEBHOOK_SECRET": "",
  "secrets.MLFLOW_TRACKING_URI": "",
  "secrets.MLFLOW_TRACKING_USERNAME": "",
  "secrets.MLFLOW_TRACKING_PASSWORD": "",
  "secrets.MLFLOW_TRACKING_TOKEN": "",
  ...over,
});

type Six<T> = [T, T, T, T, T, T];

/** The steps of the retraining, in order. */
async function commands() {
  const steps = stepsOf(await readWorkflow("retrain.yml")).filter(({ run }) => run !== undefined);
  expect(steps.map(({ name }) => name)).toEqual([
    "Divide the symbols",
    "Install pnpm",
    "Find pnpm's store",
    "Install",
    "Retrain",
    "Join the summaries",
  ]);
  const [divide, installPnpm, findStore, install, retrain, join] = steps as Six<Step>;
  return { divide, installPnpm, findStore, install, retrain, join };
}

/** An environment with `bin` first on the PATH. */
const withPrograms = (bin: string): NodeJS.ProcessEnv => ({
  ...process.env,
  NODE_OPTIONS: "",
  PATH: `${bin}${delimiter}${process.env.PATH}`,
});

test("when the steps before the retraining run, then pnpm, its store and the packages are there", async () => {
  const { installPnpm, findStore, install } = await commands();
  // Install global packages in the folder of the test.
  const prefix = join(folder, "npm");
  const env = { ...withPrograms(join(prefix, "bin")), npm_config_prefix: prefix };
  const run = (step: Step) => runStep(step, { values: values(), env, folder });
  expect(await run(installPnpm)).toMatchObject({ code: 0 });
  await access(join(prefix, "bin/pnpm"), constants.X_OK);
  expect((await run(findStore)).outputs).toMatch(/^store=\/.+\n$/);
  expect(await run(install)).toMatchObject({ code: 0 });
}, 120_000);

test("when it is started by hand, then the inputs reach retrain exactly as typed", async () => {
  const { retrain } = await commands();
  const bin = join(folder, "bin");
  await mkdir(bin);
  await writeFile(join(bin, "pnpm"), "#!/bin/sh\nprintf '%s\\n' \"$@\"\n", { mode: 0o755 });
  const run = async (over: Record<string, string>) => {
    const ended = await runStep(retrain, { values: values(over), env: withPrograms(bin), folder });
    return ended.stdout.trim().split("\n");
  };
  const summary = join(folder, "summary.md");
  expect(await run({})).toEqual(["retrain", "--symbols", "AAPL", "--jobs", "1", "--summary", summary]);
  const typed = '^GSPC, $(touch pwned) "; exit 1';
  expect(
    await run({
      "inputs.symbols || vars.SYMBOLS || 'AAPL'": typed,
      "inputs.config": "my config.json",
      "inputs.jobs || 1": "2",
      "inputs.dry_run || false": "true",
    }),
  ).toEqual([
    "retrain",
    "--symbols",
    typed,
    "--jobs",
    "2",
    "--summary",
    summary,
    "--config",
    "my config.json",
    "--dry-run",
  ]);
});

test("when the retraining runs as it stands, then it says what it would do, trains, and has nothing to do again", async () => {
  const { retrain } = await commands();
  const market = sampleMarket();
  await using yahoo = await startStandIn({
    markets: [{ ...market, sessions: market.sessions.slice(-300) }],
  });
  const config = join(folder, "small.json");
  await writeFile(config, JSON.stringify({ window: 20, units: [5, 4], denseUnits: 4, epochs: 2 }));
  const folders = ["MODELS_DIR", "DATA_DIR", "MLRUNS_DIR"].map((name) => [name, join(folder, name)]);
  const env = {
    ...process.env,
    ...Object.fromEntries(folders),
    YAHOO_STAND_IN: yahoo.url,
    STALE_AFTER: "0", // the bars of the stand-in are years old
    NODE_OPTIONS: `--import ${import.meta.resolve("yahoo-stand-in/redirect")}`,
  };
  const run = async (over: Record<string, string> = {}) => {
    const step = { values: values({ "inputs.config": config, ...over }), env, folder };
    const { code, summary } = await runStep(retrain, step);
    return [code, /^\| AAPL \| ([\w ]+) \|/m.exec(summary)?.[1]];
  };
  expect(await run({ "inputs.dry_run || false": "true" })).toEqual([0, "planned"]);
  expect(await run()).toEqual([0, "promoted"]);
  expect(await run()).toEqual([0, "up to date"]);
}, 120_000);
