import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { parse } from "yaml";

const REPOSITORY = fileURLToPath(new URL("../../..", import.meta.url));
const PROFILES = ["train", "scheduled", "s3", "fleet"];

interface Service {
  image: string;
  build?: { target: string };
  read_only?: boolean;
  cap_drop?: string[];
  security_opt?: string[];
  mem_limit?: string;
  pids_limit?: number;
  privileged?: boolean;
  network_mode?: string;
  user?: string;
  volumes?: string[];
  environment: Record<string, string | null>;
  ports?: string[];
  healthcheck?: object;
  command?: string[];
  depends_on?: Record<string, { condition: string }>;
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "compose-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The services of docker-compose.yml with all profiles, as docker-compose resolves them. */
async function services(env: Record<string, string> = {}): Promise<Record<string, Service>> {
  const { stdout } = await promisify(execFile)(
    "docker-compose",
    [...PROFILES.flatMap((profile) => ["--profile", profile]), "config"],
    { cwd: REPOSITORY, env: { PATH: process.env.PATH, HOME: folder, ...env } },
  );
  return parse(stdout).services;
}

test("when docker-compose reads the file, then images, ports and dependencies are these", async () => {
  const all = await services();
  expect(Object.keys(all).sort()).toEqual(["api", "mlflow", "queue", "retrain", "s3", "train", "worker"]);
  expect(all.api!.build!.target).toBe("api");
  for (const name of ["train", "retrain"]) {
    expect(all[name]!.build!.target).toBe("train");
    expect(all[name]!.depends_on).toEqual({ mlflow: { condition: "service_healthy" } });
  }
  expect(all.worker!.build!.target).toBe("worker");
  expect(all.worker!.depends_on).toEqual({
    mlflow: { condition: "service_healthy" },
    queue: { condition: "service_healthy" },
  });
  for (const name of ["api", "train", "retrain", "worker"]) expect(all[name]!.read_only).toBe(true);
  for (const name of ["mlflow", "s3", "queue"]) expect(all[name]!.healthcheck).toBeDefined();
  // Ports are local only: the proxy in front listens to the network.
  for (const { ports = [] } of Object.values(all)) {
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
  }
  const requirements = join(REPOSITORY, "packages/mlflow-js-client/test-server/requirements.txt");
  const mlflow = await readFile(join(REPOSITORY, "deploy/image/mlflow.Dockerfile"), "utf8");
  expect(mlflow).toContain(` ${(await readFile(requirements, "utf8")).trim()}\n`);
});

test("when a container is taken over, then it has no capability, no way to more rights, no place to write but its volumes, and limits", async () => {
  const all = await services();
  for (const [name, service] of Object.entries(all)) {
    expect([name, service]).toEqual([
      name,
      expect.objectContaining({
        read_only: true,
        cap_drop: ["ALL"],
        security_opt: ["no-new-privileges:true"],
        mem_limit: expect.stringMatching(/^\d+[gb]?$/),
        pids_limit: expect.any(Number),
      }),
    ]);
    for (const key of ["privileged", "network_mode", "cap_add", "devices", "pid"] as (keyof Service)[]) {
      expect([name, key, service[key]]).toEqual([name, key, undefined]);
    }
    // Nothing of the machine is mounted but the folder of runs: no socket of an engine, no home.
    const mounted = (service.volumes ?? []).filter(
      (volume) => !/^(models|data|spool|bundles|queue):/.test(volume),
    );
    expect([name, mounted]).toEqual([
      name,
      name === "mlflow" ? [`${join(REPOSITORY, "mlruns")}:/mlruns:rw`] : [],
    ]);
  }
  expect(all.mlflow!.user).toBe("1000:1000");
  expect(all.queue!.user).toBe("999:1000");
});

test("when the API serves the trainer's models, then it may only read them; with a store, it keeps its copy there", async () => {
  expect((await services()).api!.volumes).toContain("models:/models:ro");
  for (const name of ["train", "retrain", "worker"]) {
    expect((await services())[name]!.volumes).toContain("models:/models:rw");
  }
  expect((await services({ MODELS_MODE: "rw" })).api!.volumes).toContain("models:/models:rw");
});

test("when credentials are in the environment, then trainer and API get them; when not, they are unset, not empty", async () => {
  const unset = await services();
  for (const name of ["api", "retrain"]) expect(unset[name]!.environment.MODEL_STORE).toBeNull();
  const given = await services({ MODEL_STORE: "s3://b/p", AWS_ACCESS_KEY_ID: "ak" });
  for (const name of ["api", "train", "retrain", "worker"]) {
    expect(given[name]!.environment).toMatchObject({ MODEL_STORE: "s3://b/p", AWS_ACCESS_KEY_ID: "ak" });
  }
});

test("when the scheduled service gets SIGTERM, then the retraining that runs gets it, and the service ends with 0", async () => {
  const { retrain } = await services();
  // `config` escapes dollar signs by doubling them.
  const [script] = retrain!.command!.map((line) => line.replaceAll("$$", "$"));
  const node = join(folder, "node");
  await writeFile(
    node,
    `#!/bin/sh\ntrap 'echo stopped; exit 0' TERM\necho "$*"\n[ -e ${folder}/second ] || { touch ${folder}/second; exit 1; }\nwhile :; do sleep 0.1; done\n`,
  );
  await chmod(node, 0o755);
  const child = spawn("/bin/sh", ["-c", script!], {
    env: { PATH: `${folder}${delimiter}${process.env.PATH}`, SYMBOLS: "AAPL,KO", RETRAIN_EVERY: "0" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = { stdout: "", stderr: "" };
  for (const stream of ["stdout", "stderr"] as const) {
    child[stream].on("data", (text) => {
      output[stream] += text;
    });
  }
  const exit = once(child, "exit");
  const runs = () => output.stdout.split("\n").filter((line) => line.startsWith("apps/train")).length;
  while (runs() < 2) await once(child.stdout, "data");
  child.kill("SIGTERM");
  expect(await exit).toEqual([0, null]);
  expect(output.stdout.split("\n")).toEqual([
    ...Array(2).fill("apps/train/src/main.ts retrain --symbols AAPL,KO"),
    "stopped",
    "",
  ]);
  expect(output.stderr).toBe("retrain ended with 1: tried again in 0 s\n");
});
