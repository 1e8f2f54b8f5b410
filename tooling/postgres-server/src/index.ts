import { type ChildProcess, execFile, type StdioOptions, spawn } from "node:child_process";
import { once } from "node:events";
import { globSync } from "node:fs";
import { chown, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { promisify } from "node:util";

const READY_WITHIN_MS = 60_000;

/** User and password of every server: no message may show them. */
export const USER = "tester";
export const PASSWORD = "not-for-messages";

/** A running PostgreSQL server; data survive a kill of its processes. */
export class PostgresServer implements AsyncDisposable {
  readonly port: number;
  readonly #folder: string;
  readonly #bin: string;
  #process: ChildProcess | undefined;
  #databases = 0;

  private constructor(port: number, folder: string, bin: string) {
    this.port = port;
    this.#folder = folder;
    this.#bin = bin;
  }

  static async start(): Promise<PostgresServer> {
    const folder = await mkdtemp(join(tmpdir(), "postgres-"));
    const server = new PostgresServer(await freePort(), folder, await findPrograms());
    const { uid, gid } = await owner();
    await chown(folder, uid, gid);
    const passwordFile = join(folder, "password");
    await writeFile(passwordFile, PASSWORD);
    const flags = [
      `--pgdata=${server.#data}`,
      `--username=${USER}`,
      `--pwfile=${passwordFile}`,
      "--auth=scram-sha-256",
      "--encoding=UTF8",
      "--no-sync",
    ];
    await promisify(execFile)(join(server.#bin, "initdb"), flags, { uid, gid, cwd: folder });
    await server.restart();
    return server;
  }

  get #data(): string {
    return join(this.#folder, "data");
  }

  /** Address of a database, as clients get it. */
  url(database: string): string {
    return `postgres://${USER}:${PASSWORD}@127.0.0.1:${this.port}/${database}`;
  }

  /** Makes an empty database and returns its address. */
  async createDatabase(): Promise<string> {
    const name = `test${++this.#databases}`;
    await this.#psql(`create database ${name}`);
    return this.url(name);
  }

  /** Starts the server again, with the data that it had. */
  async restart(): Promise<void> {
    const settings = {
      port: this.port,
      listen_addresses: "127.0.0.1",
      unix_socket_directories: this.#folder,
      fsync: "off",
    };
    const args = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
    const options = { ...(await owner()), cwd: this.#folder };
    const until = performance.now() + READY_WITHIN_MS;
    let log = "";
    const start = () => {
      const stdio: StdioOptions = ["ignore", "ignore", "pipe"];
      const child = spawn(join(this.#bin, "postgres"), ["-D", this.#data, ...args], { ...options, stdio });
      child.stderr!.on("data", (text) => {
        log += text;
      });
      this.#process = child;
      return child;
    };
    let child = start();
    while (!(await this.#answers())) {
      // After a kill, the processes of connections may take a moment to end.
      const mayStart = log.includes("shared memory block") && performance.now() < until;
      if (child.exitCode !== null && mayStart) {
        log = "";
        child = start();
      } else if (child.exitCode !== null || performance.now() > until)
        throw new Error(`postgres is not ready: ${log}`);
      await setTimeout(50);
    }
  }

  /** Stops all processes in the midst of what they do; connections stay open, and nothing answers. */
  async pause(): Promise<void> {
    await this.#signal("SIGSTOP");
  }

  async resume(): Promise<void> {
    await this.#signal("SIGCONT");
  }

  /** Kills the server and its processes, which have no time to write anything. */
  async kill(): Promise<void> {
    const child = this.#process;
    if (!child || child.exitCode !== null) return;
    const ended = once(child, "exit");
    await this.#signal("SIGKILL");
    await ended;
    this.#process = undefined;
    await rm(join(this.#data, "postmaster.pid"), { force: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** Sends a signal to the server's process, then to those of its connections, which have groups of their own. */
  async #signal(name: NodeJS.Signals): Promise<void> {
    const { pid } = this.#process!;
    const { stdout } = await promisify(execFile)("ps", ["-o", "pid=", "--ppid", String(pid)]);
    for (const one of [pid!, ...stdout.trim().split(/\s+/).map(Number)]) {
      try {
        process.kill(one, name);
      } catch {} // it has ended meanwhile
    }
  }

  async #answers(): Promise<boolean> {
    return this.#psql("select 1").then(
      () => true,
      () => false,
    );
  }

  async #psql(command: string): Promise<void> {
    const args = ["--no-psqlrc", "--quiet", "--dbname", this.url("postgres"), "--command", command];
    await promisify(execFile)(join(this.#bin, "psql"), args);
  }
}

async function findPrograms(): Promise<string> {
  const pattern = `${process.env.POSTGRES_BIN || "/usr/lib/postgresql/*/bin"}/initdb`;
  const found = globSync(pattern);
  if (found.length === 0) throw new Error(`there is no ${pattern}: run tooling/postgres-server/install.sh`);
  return join(found.sort().at(-1)!, "..");
}

/** Who runs the server: this user, or `postgres` in place of root. */
async function owner(): Promise<{ uid: number; gid: number }> {
  if (process.getuid!() !== 0) return { uid: process.getuid!(), gid: process.getgid!() };
  const [, uid, gid] = /^postgres:[^:]*:(\d+):(\d+):/m.exec(await readFile("/etc/passwd", "utf8")) ?? [];
  return { uid: Number(uid), gid: Number(gid) };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
