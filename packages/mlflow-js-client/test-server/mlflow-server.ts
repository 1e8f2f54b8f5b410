import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";

/** Programs of the MLflow that is tested: MLFLOW_VENV names its environment, `.venv` (MLflow 3) or `test-server/.venv`. */
export const VENV = join(import.meta.dirname, "..", process.env.MLFLOW_VENV ?? ".venv", "bin");
/** Whether that is MLflow 2, which has no logged models and no check of host names. */
export const IS_MLFLOW_2 = process.env.MLFLOW_VENV === "test-server/.venv";
export const VERSION = IS_MLFLOW_2 ? "2.22.1" : "3.17.2";
/** Generous: Python starts slowly from a cold disk on two busy cores. */
const READY_WITHIN_MS = 240_000;

/** A real `mlflow server` on SQLite. Its data stay in `folder` when it stops. */
export class MlflowServer {
  readonly port: number;
  readonly uri: string;
  readonly #folder: string;
  readonly #flags: readonly string[];
  #process: ChildProcess | undefined;
  #log = "";

  private constructor(folder: string, port: number, flags: readonly string[]) {
    this.#folder = folder;
    this.#flags = flags;
    this.port = port;
    // MLflow 3 allows this host name only, so 127.0.0.1 reaches it but is refused.
    this.uri = `http://localhost:${port}`;
  }

  /** @param flags more flags of `mlflow server` */
  static async start(folder: string, ...flags: string[]): Promise<MlflowServer> {
    const server = new MlflowServer(folder, await freePort(), flags);
    await server.start();
    return server;
  }

  /** Starts the server, on the same port and data as before, and waits until it is ready. */
  async start(): Promise<void> {
    const args = [
      "server",
      "--workers",
      "1",
      "--host",
      "127.0.0.1",
      "--port",
      String(this.port),
      "--backend-store-uri",
      `sqlite:///${join(this.#folder, "mlflow.db")}`,
      "--artifacts-destination",
      join(this.#folder, "artifacts"),
      ...(IS_MLFLOW_2 ? [] : ["--allowed-hosts", `localhost:${this.port}`]),
      ...this.#flags,
    ];
    const child = spawn(join(VENV, "mlflow"), args, {
      cwd: this.#folder,
      detached: true, // a process group, so that `stop` reaches the workers too
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, MLFLOW_SERVER_ENABLE_JOB_EXECUTION: "false", MLFLOW_DISABLE_TELEMETRY: "true" },
    });
    child.on("error", (error) => {
      this.#log += `${error.message}: README.md says how to install it`;
    });
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (this.#log += text));
    this.#process = child;
    const deadline = Date.now() + READY_WITHIN_MS;
    while (!(await this.#isReady())) {
      if (child.exitCode !== null || child.pid === undefined || Date.now() > deadline) {
        throw new Error(`mlflow server is not ready:\n${this.#log.slice(-2000)}`);
      }
      await setTimeout(100);
    }
  }

  async stop(signal: "SIGTERM" | "SIGKILL" = "SIGTERM"): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (child?.pid === undefined || child.exitCode !== null) return;
    const exited = once(child, "exit");
    process.kill(-child.pid, signal);
    await exited;
  }

  async #isReady(): Promise<boolean> {
    try {
      return (await fetch(`http://127.0.0.1:${this.port}/health`)).ok;
    } catch {
      return false;
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
