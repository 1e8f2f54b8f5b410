import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { collect, MlflowClient } from "mlflow-js-client";
import { folder, QUICK } from "../test/cli.ts";
import { cliProcess as cli } from "../test/cli-process.ts";

const MAIN = fileURLToPath(new URL("../src/main.ts", import.meta.url));

let mlruns: string;
let port: number;
let server: ChildProcess;
let said = "";

beforeAll(async () => {
  mlruns = await folder();
  port = await freePort();
  server = spawn(process.execPath, [MAIN, "mlflow", "--port", String(port)], {
    env: { ...process.env, NODE_OPTIONS: "", MLRUNS_DIR: mlruns },
  });
  for (const stream of [server.stdout!, server.stderr!]) stream.on("data", (text) => (said += text));
  while (!said.includes("Ctrl-C ends it")) {
    if (server.exitCode !== null) throw new Error(`lstm-predict mlflow has ended:\n${said}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
});
afterAll(() => void server.kill("SIGKILL"));

test("when pnpm mlflow runs, then a training finds it by itself, and its run is there with all that belongs to it", async () => {
  expect(said).toContain(`MLflow    http://127.0.0.1:${port}`);
  const models = await folder();
  const run = await cli(["train", ...QUICK, "--out", models, "--json"], {
    env: { MLRUNS_DIR: mlruns, MLFLOW_TRACKING_URI: "" },
  });
  expect(run.code).toBe(0);
  const document = JSON.parse(run.stdout);
  const [, runId] = new RegExp(`http://127.0.0.1:${port}/#/experiments/\\d+/runs/(\\w+)`).exec(run.stderr)!;
  const client = new MlflowClient({ trackingUri: `http://127.0.0.1:${port}` });
  try {
    const tracked = await client.runs.get(runId!);
    expect(tracked.info).toMatchObject({
      status: "FINISHED",
      runName: expect.stringMatching(new RegExp(`^distribution, seed \\d+, .*, ${document.version}$`)),
    });
    expect(tracked.metrics["test/mase"]!.value).toBe(document.scores.test.model.mase);
    expect(tracked.datasets[0]).toMatchObject({
      digest: document.bars.sha256.slice(0, 36),
      context: "training",
    });
    const history = await collect(client.runs.metricHistory(runId!, "loss/validation"));
    expect(history.map(({ step }) => step)).toEqual([1, 2]);
    const champion = await client.registry.findByAlias("lstm-predict AAPL", "champion");
    expect(champion!.tags.bundle).toBe(document.version);
  } finally {
    client.close();
  }
});

test("when it runs already, then it says where", async () => {
  const run = await cli(["mlflow"], { env: { MLRUNS_DIR: mlruns } });
  expect([run.code, run.stdout]).toEqual([0, `MLflow runs already: http://127.0.0.1:${port}\n`]);
});

test("when Ctrl-C comes, then the server ends and leaves nothing that says it runs", async () => {
  server.kill("SIGINT");
  await once(server, "exit");
  expect(existsSync(join(mlruns, "server.json"))).toBe(false);
  await expect(fetch(`http://127.0.0.1:${port}/health`)).rejects.toThrow();
  expect(existsSync(join(mlruns, "mlflow.db"))).toBe(true);
});

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as { port: number };
  probe.close();
  return port;
}
