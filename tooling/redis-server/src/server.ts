import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { type AddressInfo, connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";

const PROGRAM = process.env.REDIS_SERVER || "redis-server";
const READY_WITHIN_MS = 30_000;

/** The password of every server: no message may show it. */
export const PASSWORD = "not-for-messages";

/** A running Redis server, set up as a queue needs it: append-only file, no eviction. */
export class RedisServer implements AsyncDisposable {
  readonly port: number;
  readonly url: string;
  readonly #folder: string;
  #process: ChildProcess | undefined;

  private constructor(port: number, folder: string) {
    this.port = port;
    this.url = `redis://:${PASSWORD}@127.0.0.1:${port}`;
    this.#folder = folder;
  }

  static async start(): Promise<RedisServer> {
    const server = new RedisServer(await freePort(), await mkdtemp(join(tmpdir(), "redis-")));
    await server.restart();
    return server;
  }

  /** Starts the server again, with the data that it had. */
  async restart(): Promise<void> {
    const flags = {
      port: String(this.port),
      bind: "127.0.0.1",
      dir: this.#folder,
      requirepass: PASSWORD,
      appendonly: "yes",
      appendfsync: "everysec",
      save: "",
      "maxmemory-policy": "noeviction",
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
    while (!(await isListening(this.port))) {
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
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** Whether the server answers; while it loads its file, it refuses commands with an error, which is an answer but not this one. */
function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(`AUTH ${PASSWORD}\r\nPING\r\n`));
    let text = "";
    socket.setEncoding("utf8").on("data", (data) => {
      text += data;
      if (text.split("\r\n").length > 2) socket.destroy();
    });
    socket.on("error", () => {}).on("close", () => resolve(text.includes("+PONG")));
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
