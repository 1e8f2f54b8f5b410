import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { setTimeout } from "node:timers/promises";
import { afterAll } from "@jest/globals";
import {
  type Config,
  createLog,
  type RunningServer,
  readConfig,
  type Surroundings,
  start,
} from "../src/index.ts";

const cleanUp: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const undo of cleanUp.reverse()) await undo();
});

/** Makes an empty models folder, which is deleted after the tests of the file. */
export async function modelsFolder(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), "api-models-"));
  cleanUp.push(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

/** A configuration with a free port, a look for champions every 10 ms, and no rate limit; data goes where models are. */
export function configOf(modelsDir: string, over: Partial<Config> = {}): Config {
  const dataDir = join(modelsDir, ".data");
  const quick = { port: 0, reloadMs: 10, rateLimit: 0, logLevel: "silent" } as const;
  return { ...readConfig({}), modelsDir, dataDir, ...quick, ...over };
}

/** Starts a real server, which stops after the tests of the file. */
export async function serve(
  modelsDir: string,
  over: Partial<Config> = {},
  surroundings: Surroundings = {},
): Promise<RunningServer> {
  const log = createLog({ level: "silent" });
  const server = await start(configOf(modelsDir, over), { log, ...surroundings });
  cleanUp.push(() => server.stop());
  return server;
}

/** A log that keeps its lines. */
export function keptLog() {
  const lines: Record<string, unknown>[] = [];
  const to = new Writable({
    decodeStrings: false,
    write(line: string, _encoding, done) {
      lines.push(JSON.parse(line));
      done();
    },
  });
  return { lines, log: createLog({ level: "info", to }) };
}

/** Resolves once the server at `url` serves this version of the symbol. */
export async function served(url: string, version: string, symbol = "AAPL"): Promise<void> {
  for (;;) {
    const { champions } = await (await fetch(`${url}/ready`)).json();
    if (champions?.[symbol] === version) return;
    await setTimeout(5);
  }
}

/** POSTs `body` to `path`: a string as it is, everything else as JSON. */
export async function post(
  url: string,
  body: unknown,
  headers: Record<string, string> = {},
  path = "/predict",
) {
  const response = await fetch(`${url}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  return { status: response.status, type: response.headers.get("content-type"), body: await response.json() };
}
