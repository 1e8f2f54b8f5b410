import { once } from "node:events";
import { appendFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { createTracker, listSpool } from "mlflow-js-client/spool";
import { StandIn } from "../../../packages/mlflow-js-client/test/stand-in.ts";
import { cli, folder } from "./cli.ts";
import { startCli } from "./cli-process.ts";
import { spoolTrainings } from "./tracked-trainings.ts";

let server: StandIn;
let mlruns: string;
let spool: string;

beforeEach(async () => {
  server = await new StandIn().start();
  mlruns = await folder();
  spool = join(mlruns, "spool");
});
afterEach(() => server.kill());

const sync = (args: string[] = [], uri = server.uri) =>
  cli(["runs", "sync", ...args], { env: { MLRUNS_DIR: mlruns, MLFLOW_TRACKING_URI: uri } });

const TWO = [
  { version: "v1", losses: [0.5, 0.25], scores: { "test/mase": 0.99 } },
  { version: "v2", symbol: "MSFT" },
];

describe("runs sync", () => {
  test("when there is a server, then every run is sent once, each with a line and its address", async () => {
    await spoolTrainings(spool, TWO);
    const { code, stdout, stderr } = await sync();
    const [first, second] = server.runs;
    const url = (run = first!) =>
      `${server.uri}/#/experiments/${run.info.experiment_id}/runs/${run.info.run_id}`;
    expect([code, stdout]).toEqual([0, `AAPL v1: sent, ${url()}\nMSFT v2: sent, ${url(second)}\n\n2 sent\n`]);
    expect(stderr).toBe("1/2  AAPL v1: sent\n2/2  MSFT v2: sent\n");
    expect(server.points("loss/validation", first)).toEqual([
      [1, 0.5],
      [2, 0.25],
    ]);
    expect(listSpool(spool)).toEqual([]);
    const again = await sync();
    expect(again).toMatchObject({ code: 0, stdout: `No run waits in ${spool}.\n`, stderr: "" });
    expect(server.runs).toHaveLength(2);
  });

  test("when pnpm mlflow runs a server here, then it is the one", async () => {
    await spoolTrainings(spool, TWO);
    await writeFile(join(mlruns, "server.json"), JSON.stringify({ url: server.uri, pid: process.pid }));
    expect((await sync([], "")).code).toBe(0);
    expect(server.runs.map(({ info }) => info.run_name)).toEqual(["v1", "v2"]);
  });

  test("when a training was killed, and a file refused, then both are told, and what was refused is kept", async () => {
    const [killed, refused] = await spoolTrainings(spool, TWO);
    const journal = join(spool, `${killed}.jsonl`);
    const lines = (await readFile(journal, "utf8")).trimEnd().split("\n").slice(0, -1);
    await writeFile(journal, `${lines.join("\n")}\n`);
    await appendFile(journal, '{"op":"metr');
    const other = (await readFile(join(spool, `${refused}.jsonl`), "utf8")).split("\n");
    other.splice(2, 0, "{damaged");
    await writeFile(join(spool, `${refused}.jsonl`), other.join("\n"));

    const { code, stdout } = await sync();
    expect(code).toBe(0);
    expect(stdout).toContain("; its training was killed; its last line was torn\n");
    expect(stdout).toContain(`; 1 entry refused, kept in ${join(spool, "set-aside", refused!)}\n`);
    expect(server.runs.map(({ info }) => info.status)).toEqual(["KILLED", "FINISHED"]);
  });

  test("when a training still runs, then its run is left alone", async () => {
    const tracker = createTracker({ spoolDir: spool, trackingUri: "" });
    tracker.startRun({ experiment: "AAPL", runName: "running" });
    const { code, stdout } = await sync();
    expect([code, stdout]).toEqual([
      0,
      "AAPL running: left alone: a living process writes or sends it\n\n1 left alone\n",
    ]);
    await tracker.close();
  });
});

describe("runs sync without success", () => {
  test("when there is no server, then one line says so and how many wait", async () => {
    await spoolTrainings(spool, TWO);
    const { code, stdout, stderr } = await sync([], "");
    expect([code, stdout, stderr]).toEqual([
      ...[1, ""],
      `error: there is no MLflow server and 2 runs wait in ${spool}: start one with pnpm mlflow, or name one in MLFLOW_TRACKING_URI\n`,
    ]);
  });

  test("when nothing waits, then that is no failure, with a server or without", async () => {
    expect(await sync([], "")).toEqual({ code: 0, stdout: `No run waits in ${spool}.\n`, stderr: "" });
    expect(JSON.parse((await sync(["--json"], "")).stdout)).toEqual({ server: null, runs: [] });
  });

  test("when the server is away, then each run waits, with the reason, and --json says the same", async () => {
    const ids = await spoolTrainings(spool, TWO);
    await server.kill();
    const { code, stdout, stderr } = await sync();
    expect(code).toBe(1);
    expect(stdout).toMatch(/^AAPL v1: waits: .*cannot be reached.*\nMSFT v2: waits: .*\n\n2 waiting\n$/);
    expect(stderr).toContain(`error: 2 runs wait in ${spool}\n`);
    const json = await sync(["--json"]);
    expect([json.code, JSON.parse(json.stdout)]).toEqual([
      1,
      {
        server: server.uri,
        runs: ids.map((spoolId, k) => ({
          spoolId,
          name: ["AAPL v1", "MSFT v2"][k],
          state: "pending",
          runId: null,
          url: null,
          sent: 0,
          setAside: 0,
          abandoned: false,
          torn: false,
          kept: null,
          error: { code: "unreachable", message: expect.any(String) },
        })),
      },
    ]);
  });

  test("when Ctrl-C ends it half-way, then it says so, and the next one sends the rest, once", async () => {
    await spoolTrainings(spool, TWO);
    server.fault = (_, n) => (n > 5 ? "silence" : undefined);
    const env = { MLRUNS_DIR: mlruns, MLFLOW_TRACKING_URI: server.uri };
    const child = await startCli(["runs", "sync"], env);
    let stderr = "";
    child.stderr.on("data", (text) => {
      stderr += text;
    });
    while (server.requests.length < 6) await new Promise((resolve) => setTimeout(resolve, 10));
    child.kill("SIGINT");
    const [code] = await once(child, "close");
    expect([code, stderr]).toEqual([
      130,
      expect.stringContaining("error: interrupted: the same command sends what is left\n"),
    ]);
    server.fault = () => undefined;
    expect((await sync()).code).toBe(0);
    const active = server.runs.filter(({ info }) => info.lifecycle_stage === "active");
    expect(active.map(({ info }) => info.run_name)).toEqual(["v1", "v2"]);
    expect(server.points("loss/validation", active[0])).toHaveLength(2);
  });

  test("when the address is none, then one line says what is expected", async () => {
    await mkdir(spool, { recursive: true });
    await spoolTrainings(spool, TWO);
    const { code, stderr } = await sync([], "databricks");
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(
        /^error: the tracking URI is "databricks": expected the address of an MLflow server.*\n$/,
      ),
    ]);
  });
});
