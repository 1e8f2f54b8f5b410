import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { JobError } from "../errors.ts";
import type { Job } from "../job.ts";
import { parse, stringify } from "../json.ts";
import type { ResultOf } from "../perform.ts";
import type { LocalSettings } from "./host.ts";
import type { Message, Request } from "./worker.ts";

const WORKER = fileURLToPath(new URL("./worker.ts", import.meta.url));

export interface ApartOptions {
  settings: LocalSettings;
  /** Threads of the kernel. */
  threads: number;
  /** Ends the process as Ctrl-C would. */
  signal: AbortSignal;
  onProgress(what: string, part: number): void;
}

/**
 * Performs a job in a process of its own: it takes no other one down, and gives its memory back.
 *
 * @returns the result, and what the process had to say to a person
 * @throws what the job threw, as an error with the same `code` and message; JobError `process_ended` when the process ended
 * without a result
 */
export async function performApart<J extends Job>(
  job: J,
  { settings, threads, signal, onProgress }: ApartOptions,
): Promise<{ result: ResultOf<J>; notes: string[] }> {
  const child = fork(WORKER, {
    env: { ...process.env, LSTM_THREADS: String(threads) },
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  const notes: string[] = [];
  let stderr = "";
  let outcome: Extract<Message, { result: unknown } | { error: unknown }> | undefined;
  child.stderr!.on("data", (text) => {
    stderr += text;
  });
  child.on("message", (text: string) => {
    const message = parse(text) as Message;
    if ("progress" in message) onProgress(message.progress, message.part);
    else if ("note" in message) notes.push(message.note);
    else outcome = message;
  });
  const abort = () => child.kill("SIGTERM");
  signal.addEventListener("abort", abort);
  try {
    const request: Request = { job, settings };
    child.send(stringify(request));
    const [code, killedBy] = await once(child, "close");
    const lines = stderr.trim() === "" ? [] : stderr.trim().split("\n");
    if (!outcome) {
      throw new JobError(
        "process_ended",
        `its process ended with ${killedBy ?? code}: ${lines.at(-1) ?? ""}`,
      );
    }
    if ("error" in outcome) throw Object.assign(new Error(outcome.error.message), outcome.error);
    return { result: outcome.result as ResultOf<J>, notes: [...notes, ...lines] };
  } finally {
    signal.removeEventListener("abort", abort);
  }
}
