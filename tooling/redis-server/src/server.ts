import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { type AddressInfo, connect, createServer, isIPv6 } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";

const PROGRAM = process.env.REDIS_SERVER || "redis-server";
const READY_WITHIN_MS = 30_000;

/** The password of every server: no message may show it. */
export const PASSWORD = "not-for-messages";

/** How a server differs from others: the address that it listens on, and settings of redis.conf. */
export interface RedisOptions {
  host?: string;
  settings?: Record<string, string>;
}

/** A running Redis server, set up as a queue needs it: append-only file, no eviction. */
export class RedisServer implements AsyncDisposable {
  readonly port: number;
  readonly url: string;
  readonly #folder: string;
  readonly #host: string;
  readonly #settings: Record<string, string>;
  #process: ChildProcess | undefined;

  private constructor(port: number, folder: string, { host = "127.0.0.1", settings = {} }: RedisOptions) {
    this.port = port;
    this.url = `redis://:${PASSWORD}@${isIPv6(host) ? `[${host}]` : host}:${port}`;
    this.#folder = folder;
    this.#host = host;
    this.#settings = settings;
  }

  static async start(options: RedisOptions = {}): Promise<RedisServer> {
    const folder = await mkdtemp(join(tmpdir(), "redis-"));
    const server = new RedisServer(await freePort(options.host), folder, options);
    await server.restart();
    return server;
  }

  /** Starts the server again, with the data that it had. */
  async restart(): Promise<void> {
    const flags = {
      port: String(this.port),
      bind: this.#host,
      dir: this.#folder,
      requirepass: PASSWORD,
      appendonly: "yes",
      appendfsync: "everysec",
      save: "",
      "maxmemory-policy": "noeviction",
      ...this.#settings,
    };
    const args = Object.entries(flags).flatMap(([name, value]) => [`--${name}`, value]);
    const child = spawn(PROGRAM, args, { stdio: ["ignore", "pipe", "pipe"] });
    this.#process = child;
    let log = "";
    child.on("error", ({ message }) => {
      log += `${message}: run tooling/redis-server/install.sh`;
    });
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (text) => {
        log += text;
      });
    const until = performance.now() + READY_WITHIN_MS;
    while (!(await isListening(this.#host, this.port))) {
      if (child.exitCode !== null || child.pid === undefined || performance.now() > until)
        throw new Error(`${PROGRAM} is not ready: ${log}`);
      await setTimeout(20);
    }
  }

  /** Kills the server, which has no time to write anything. */
  async kill(): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (!child || child.exitCode !== null || child.pid === undefined) return;
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    // A child of the server may still write its file.
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 10 });
  }
}

/** Whether the server answers; while it loads its file, it refuses commands with an error, which is an answer but not this one. */
function isListening(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, host, () => socket.write(`AUTH ${PASSWORD}\r\nPING\r\n`));
    let text = "";
    socket.setEncoding("utf8").on("data", (data) => {
      text += data;
      if (text.split("\r\n").length > 2) socket.destroy();
    });
    socket.on("error", () => {}).on("close", () => resolve(text.includes("+PONG")));
  });
}

async function freePort(host = "127.0.0.1"): Promise<number> {
  const server = createServer().listen(0, host);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
