import { fork } from "node:child_process";
import { once } from "node:events";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import pMap from "p-map";
import { Interrupted } from "../interrupt.ts";
import { failure } from "./failure.ts";
import type { Result, Task } from "./types.ts";
import type { Message } from "./worker.ts";

const WORKER = fileURLToPath(new URL("./worker.ts", import.meta.url));

export interface TasksOptions {
  /** Processes at a time; the threads are shared out among them. */
  jobs: number;
  signal: AbortSignal;
  /** `part` of the symbol's work, from 0 to 1, is done. */
  onProgress(symbol: string, what: string, part: number): void;
  onResult(result: Result): void;
}

/**
 * Works on every task in a process of its own: none takes another one down, and each gives its memory back.
 *
 * @throws Interrupted when the signal aborts; what was finished by then stays finished
 */
export async function runTasks(tasks: readonly Task[], options: TasksOptions): Promise<Result[]> {
  const jobs = Math.max(1, Math.min(options.jobs, tasks.length));
  const all = Number(process.env.LSTM_THREADS) || availableParallelism();
  const threads = Math.max(1, Math.floor(all / jobs));
  return pMap(
    tasks,
    async (task) => {
      if (options.signal.aborted) throw interrupted();
      const result = await runTask(task, threads, options);
      if (options.signal.aborted) throw interrupted();
      options.onResult(result);
      return result;
    },
    { concurrency: jobs },
  );
}

async function runTask(task: Task, threads: number, { signal, onProgress }: TasksOptions): Promise<Result> {
  const { symbol } = task.plan;
  const child = fork(WORKER, {
    env: { ...process.env, LSTM_THREADS: String(threads) },
    stdio: ["ignore", "ignore", "pipe", "ipc"],
    serialization: "advanced", // JSON has no NaN
  });
  let stderr = "";
  let result: Result | undefined;
  child.stderr!.on("data", (text) => {
    stderr += text;
  });
  child.on("message", (message: Message) => {
    if ("result" in message) result = message.result;
    else onProgress(symbol, message.progress, message.part);
  });
  const abort = () => child.kill("SIGTERM");
  signal.addEventListener("abort", abort);
  try {
    child.send(task);
    const [code, killedBy] = await once(child, "close");
    if (!result) {
      const how = `its process ended with ${killedBy ?? code}: ${stderr.trim().split("\n").at(-1)}`;
      return failure(symbol, Object.assign(new Error(how), { code: "process_ended" }));
    }
    const notes = stderr.trim() === "" ? [] : stderr.trim().split("\n");
    return { ...result, ...(notes.length > 0 && { notes }) };
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

function interrupted(): Interrupted {
  return new Interrupted(
    "interrupted: the symbols that are done stay done, and the next run goes on with the others",
  );
}
