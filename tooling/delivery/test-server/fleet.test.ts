import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { endAll, freePorts, REPOSITORY, start } from "./programs.ts";

const run = promisify(execFile);
const PASSWORD = "0123456789abcdef";

interface Service {
  command: string[];
  environment: Record<string, string | null>;
  healthcheck: { test: string[] };
  ports?: string[];
  scale?: number;
  stop_grace_period?: string;
}

let bin: string;
let folder: string;
let port: number;
beforeAll(async () => {
  bin = await mkdtemp(join(tmpdir(), "valkey-"));
  [port] = (await freePorts(1)) as [number];
  // Debian's server, or that of REDIS_SERVER, in the place of the image's: the same options.
  for (const [name, program] of [
    ["valkey-server", `${process.env.REDIS_SERVER || "redis-server"} --port ${port}`],
    ["valkey-cli", `redis-cli -p ${port}`],
  ] as const)
    await writeFile(join(bin, name), `#!/bin/sh\nexec ${program} "$@"\n`, { mode: 0o755 });
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "queue-"));
});
afterEach(async () => {
  await endAll();
  await rm(folder, { recursive: true, force: true });
});
afterAll(async () => {
  await rm(bin, { recursive: true, force: true });
});

/** The services of the profile `fleet`, as docker-compose resolves them. */
async function services(env: Record<string, string> = {}): Promise<Record<string, Service>> {
  const { stdout } = await run("docker-compose", ["--profile", "fleet", "--profile", "scheduled", "config"], {
    cwd: REPOSITORY,
    env: { PATH: process.env.PATH, HOME: bin, ...env },
  });
  return parse(stdout).services;
}

/** As `config` writes it, with doubled dollar signs. */
const unescaped = (text: string) => text.replaceAll("$$", "$");

/** Starts the server as the container does, with its data in `folder`. */
async function startQueue(password: string) {
  const { queue } = await services();
  const script = unescaped(queue!.command[0]!).replace("--dir /data", `--dir ${folder}`);
  const env = { QUEUE_PASSWORD: password, PATH: `${bin}${delimiter}${process.env.PATH}` };
  const server = start("/bin/sh", ["-c", script], env);
  const isHealthy = () =>
    run("/bin/sh", ["-c", unescaped(queue!.healthcheck.test[1]!)], { env: { ...process.env, ...env } }).then(
      () => true,
      () => false,
    );
  while (!(await isHealthy()) && server.child.exitCode === null) await setTimeout(50);
  const ask = async (...command: string[]) =>
    (
      await run("redis-cli", ["-p", String(port), ...command], {
        env: { ...process.env, REDISCLI_AUTH: password },
      })
    ).stdout;
  return { ...server, ask };
}

test("when the queue starts as in the container, then it keeps what it takes, evicts nothing, and wants its password", async () => {
  const { child, ask, stop } = await startQueue(PASSWORD);
  for (const [name, value] of [
    ["appendonly", "yes"],
    ["maxmemory-policy", "noeviction"],
    ["maxmemory", String(512 * 2 ** 20)],
    ["save", ""],
    ["requirepass", PASSWORD],
    ["dir", folder],
  ] as const)
    expect(await ask("CONFIG", "GET", name)).toBe(`${name}\n${value}\n`);
  const { stdout } = await run("redis-cli", ["-p", String(port), "PING"]);
  expect(stdout).toMatch(/^NOAUTH/);
  const processes = await run("ps", ["-ww", "-o", "args=", "-p", String(child.pid)]);
  expect(processes.stdout).toMatch(/(redis|valkey)-server/); // exec: signals reach it
  expect(processes.stdout).not.toContain(PASSWORD);

  await ask("SET", "job", "1");
  expect(await stop()).toBe(0);
  const again = await startQueue(PASSWORD);
  expect(await again.ask("GET", "job")).toBe("1\n");
  await again.stop();
}, 60_000);

test.each([[""], ["a b"], ['a"\nsave 1 1'], ["p@ss"]])(
  "when the password is %j, then the queue does not start, and says what is expected",
  async (password) => {
    const { child, output } = await startQueue(password);
    expect(child.exitCode).toBe(1);
    expect(output.text).toBe("QUEUE_PASSWORD: expected letters and digits, as openssl rand -hex 24 prints\n");
  },
);

test("when the queue has an address, then the scheduled retraining sends there, and two workers take from there", async () => {
  const address = `redis://:${PASSWORD}@queue:6379`;
  const { retrain, worker, queue } = await services({ QUEUE_URL: address, QUEUE_PASSWORD: PASSWORD });
  for (const { environment } of [retrain!, worker!]) expect(environment.QUEUE_URL).toBe(address);
  expect(worker!.scale).toBe(2);
  for (const { ports } of [queue!, worker!]) expect(ports).toBeUndefined();
  // More than the default of WORKER_GRACE_SECONDS, 60 s, and the 20 s in which jobs stop.
  expect(worker!.stop_grace_period).toMatch(/^(90s|1m30s)$/);
  expect(worker!.environment).not.toHaveProperty("WORKER_GRACE_SECONDS");
  // Without a queue, the retraining does all itself.
  expect((await services()).retrain!.environment.QUEUE_URL).toBeNull();
});
