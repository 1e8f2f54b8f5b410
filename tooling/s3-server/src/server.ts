import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";

const VERSITYGW = join(import.meta.dirname, "../.bin/versitygw");
const KEY = "test-key";
const SECRET = "test-secret-key";
const READY_WITHIN_MS = 30_000;

/** Environment variables with which the AWS SDK reaches the server at `url`. */
export function credentials(url: string): Record<string, string> {
  return {
    AWS_ACCESS_KEY_ID: KEY,
    AWS_SECRET_ACCESS_KEY: SECRET,
    AWS_REGION: "us-east-1",
    AWS_ENDPOINT_URL_S3: url,
    AWS_EC2_METADATA_DISABLED: "true",
  };
}

/** A running versitygw over an empty folder, with the bucket "models". */
export class S3Server implements AsyncDisposable {
  readonly url: string;
  readonly port: number;
  /** The folder of the bucket, with objects as files. */
  readonly bucketDir: string;
  readonly #folder: string;
  readonly #process: ChildProcess;

  private constructor(port: number, folder: string, process: ChildProcess) {
    this.url = `http://127.0.0.1:${port}`;
    this.port = port;
    this.bucketDir = join(folder, "models");
    this.#folder = folder;
    this.#process = process;
  }

  static async start(): Promise<S3Server> {
    const folder = await mkdtemp(join(tmpdir(), "s3-"));
    await mkdir(join(folder, "models"));
    const port = await freePort();
    const child = spawn(VERSITYGW, ["--quiet", "--port", `127.0.0.1:${port}`, "posix", folder], {
      env: { ...process.env, ROOT_ACCESS_KEY: KEY, ROOT_SECRET_KEY: SECRET },
      stdio: ["ignore", "ignore", "pipe"],
    });
    let log = "";
    child.on("error", ({ message }) => {
      log += `${message}: run tooling/s3-server/install.sh`;
    });
    child.stderr.on("data", (text) => {
      log += text;
    });
    const server = new S3Server(port, folder, child);
    const deadline = Date.now() + READY_WITHIN_MS;
    while (!(await isListening(server.url))) {
      if (child.exitCode !== null || child.pid === undefined || Date.now() > deadline) {
        throw new Error(`versitygw is not ready: ${log}`);
      }
      await setTimeout(20);
    }
    return server;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process.exitCode === null) {
      const exited = once(this.#process, "exit");
      this.#process.kill("SIGKILL");
      await exited;
    }
    await rm(this.#folder, { recursive: true, force: true });
  }
}

async function isListening(url: string): Promise<boolean> {
  return fetch(url).then(
    () => true,
    () => false,
  );
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
