import { execFile } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { Agent } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { addModel, windowRows } from "../../../apps/api/test/models.ts";
import { ask, atEnd, endAll, freePorts, REPOSITORY, siteOf, startApi, startNginx } from "./programs.ts";

/** Restarts in all, of one instance or the other: `RESTARTS=50 pnpm --filter delivery restarts`. */
const RESTARTS = Number(process.env.RESTARTS ?? 6);
const CLIENTS = 6;
const SETTINGS = { RATE_LIMIT_PER_MINUTE: "0", DRAIN_MS: "2000", SHUTDOWN_DELAY_MS: "100" };
/** Between two requests of a client. */
const PAUSE_MS = 20;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "restarts-"));
  await mkdir(join(folder, "models"));
  await addModel(join(folder, "models"), { intervals: true });
});
afterAll(async () => {
  await endAll();
  await rm(folder, { recursive: true, force: true });
});

const WINDOW = { symbol: "AAPL", last_60_days: windowRows() };
const json = (body: object) => ({
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});
const REQUESTS: [string, object?][] = [
  ["/predict", json(WINDOW)],
  ["/health"],
  ["/predict/batch", json({ symbol: "AAPL", windows: Array(5).fill(windowRows()) })],
  ["/models"],
  ["/redoc/redoc.standalone.js"],
  ["/openapi.json"],
  ["/models/AAPL"],
];

/** Clients with an address and kept-alive connections of their own, which ask in turn until `stop`. */
function load(port: number) {
  const counts = { answered: 0, failed: [] as string[] };
  let running = true;
  const clients = Array.from({ length: CLIENTS }, async (_, client) => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    for (let turn = client; running; turn++) {
      const [path, options] = REQUESTS[turn % REQUESTS.length]!;
      const from = { agent, localAddress: `127.0.1.${client + 1}` };
      const status = await ask(port, path, { ...options, ...from }).then(
        (answer) => String(answer.status),
        (error: NodeJS.ErrnoException) => error.code ?? error.message,
      );
      if (status === "200") counts.answered++;
      else counts.failed.push(`${path}: ${status}`);
      await setTimeout(PAUSE_MS);
    }
    agent.destroy();
  });
  const stop = async () => {
    running = false;
    await Promise.all(clients);
    return counts;
  };
  return { counts, stop };
}

/** Instances by port, and a `systemctl` whose `restart lstm-predict@PORT.service` stops and starts them. */
async function instancesOf(ports: number[]) {
  const instances = new Map(ports.map((port) => [port, startApi(port, folder, SETTINGS)]));
  const codes: (number | null)[] = [];
  const control = createServer(async (request, response) => {
    const port = Number(/^\/restart\/lstm-predict@(\d+)\.service$/.exec(request.url!)![1]);
    codes.push(await instances.get(port)!.stop());
    instances.set(port, startApi(port, folder, SETTINGS));
    response.end();
  }).listen(0, "127.0.0.1");
  await once(control, "listening");
  atEnd(() => control.close());
  const bin = join(folder, "bin");
  await mkdir(bin);
  const { port } = control.address() as AddressInfo;
  await writeFile(
    join(bin, "systemctl"),
    `#!/bin/sh\nexec curl --fail --silent --show-error "http://127.0.0.1:${port}/$1/$2"\n`,
  );
  await chmod(join(bin, "systemctl"), 0o755);
  const restart = (ports: number[], env: Record<string, string> = {}) =>
    promisify(execFile)(join(REPOSITORY, "deploy/systemd/restart.sh"), ports.map(String), {
      env: { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}`, ...env },
    });
  return { restart, codes };
}

/** Names, sizes and times of everything in the models folder. */
async function listing(): Promise<string[]> {
  const names = await readdir(join(folder, "models"), { recursive: true });
  return Promise.all(
    names.sort().map(async (name) => {
      const { size, mtimeMs } = await stat(join(folder, "models", name));
      return `${name} ${size} ${mtimeMs}`;
    }),
  );
}

test(`when two instances behind nginx are restarted ${RESTARTS} times under load, then no request fails, and no model is written`, async () => {
  const before = await listing();
  const [http, https, ...apis] = (await freePorts(4)) as [number, number, number, number];
  const { restart, codes } = await instancesOf(apis);
  const conf = await readFile(join(REPOSITORY, "deploy/nginx/lstm-predict.conf"), "utf8");
  await startNginx(folder, await siteOf(folder, conf, { http, https, apis }));
  for (const port of apis) {
    while (!(await fetch(`http://127.0.0.1:${port}/ready`).catch(() => undefined))?.ok) await setTimeout(50);
  }
  const { counts, stop } = load(https);
  for (let done = 0; done < RESTARTS; done += apis.length) {
    const answered = counts.answered;
    await restart(apis, { READY_SECONDS: "600" });
    process.stderr.write(
      `${codes.length} restarts, ${counts.answered} answered, ${counts.failed.length} failed\n`,
    );
    // Also where restarts are faster than requests, some come between.
    while (counts.answered - answered < 50 && counts.failed.length === 0) await setTimeout(10);
  }
  const { failed } = await stop();
  expect(failed).toEqual([]);
  expect(codes).toEqual(Array(codes.length).fill(0));
  expect(codes.length).toBeGreaterThanOrEqual(RESTARTS);
  expect(await listing()).toEqual(before);

  // A version that does not get ready must not replace the last instance that answers.
  await rm(join(folder, "models", "AAPL"), { recursive: true });
  const failedRestart = restart(apis, { READY_SECONDS: "1" });
  await expect(failedRestart).rejects.toMatchObject({
    stderr: `lstm-predict@${apis[0]} is not ready: no further instance is restarted\n`,
  });
  expect(codes.length).toBeLessThanOrEqual(RESTARTS + 2);
}, 1_800_000);
