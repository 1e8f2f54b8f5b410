import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterEach } from "@jest/globals";
import type { RedisServer } from "redis-server";
import type { Machine } from "../../../packages/jobs/test/machine.ts";

const MAIN = fileURLToPath(new URL("../src/main.ts", import.meta.url));

const started: ChildProcess[] = [];
/** A test that failed leaves no process behind. */
afterEach(() => {
  for (const child of started.splice(0)) if (child.exitCode === null) child.kill("SIGKILL");
});

/** A worker in a process of its own, as an operator starts it. */
export class WorkerProcess {
  /** Address of its health and metrics. */
  readonly url: string;
  /** Its log: JSON lines. */
  readonly log: { msg: string }[];
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, url: string, log: { msg: string }[]) {
    [this.#child, this.url, this.log] = [child, url, log];
  }

  /** Resolves when it takes jobs. Others take those of a dead worker after two seconds. */
  static async start(
    redis: Pick<RedisServer, "url">,
    { settings }: Machine,
    {
      flags = [] as string[],
      env = {} as Record<string, string>,
      onLine = (_msg: string, _child: ChildProcess) => {},
    } = {},
  ): Promise<WorkerProcess> {
    const args = [
      "--queue",
      redis.url,
      "--port",
      "0",
      "--concurrency",
      "1",
      "--lock-seconds",
      "2",
      "--per-minute",
      "0",
      "--no-track",
    ];
    const child = spawn(process.execPath, [MAIN, ...args, ...flags], {
      env: { ...process.env, DATA_DIR: settings.dataDir, MODELS_DIR: settings.modelsDir, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    started.push(child);
    const log: { msg: string; url?: string }[] = [];
    let text = "";
    const url = await new Promise<string>((resolve, reject) => {
      let said = "";
      child.stderr.setEncoding("utf8").on("data", (more) => {
        said += more;
      });
      child.once("close", (code) => reject(new Error(`the worker ended with ${code}: ${said}`)));
      child.stdout.setEncoding("utf8").on("data", (more) => {
        text += more;
        const lines = text.split("\n");
        text = lines.pop()!;
        for (const line of lines) {
          log.push(JSON.parse(line));
          onLine(log.at(-1)!.msg, child);
        }
        const { url } = log.find((line) => line.url !== undefined) ?? {};
        if (url !== undefined) resolve(url);
      });
    });
    return new WorkerProcess(child, url, log);
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Ends it by a signal; resolves with its exit code, or the signal that killed it. */
  async end(signal: NodeJS.Signals): Promise<number | string> {
    const ended = once(this.#child, "exit");
    this.signal(signal);
    const [code, killedBy] = await ended;
    return killedBy ?? code;
  }

  async get(path: string, headers: Record<string, string> = {}): Promise<{ status: number; text: string }> {
    const answer = await fetch(`${this.url}${path}`, { headers });
    return { status: answer.status, text: await answer.text() };
  }
}
