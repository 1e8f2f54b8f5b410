import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { Interrupted } from "@lstm-predict/checks";
import { JobError } from "../errors.ts";
import type { Job } from "../job.ts";
import { parse, stringify } from "../json.ts";
import type { ResultOf } from "../perform.ts";
import type { LocalSettings } from "./host.ts";
import type { Message, Request } from "./worker.ts";

const WORKER = fileURLToPath(new URL("./worker.ts", import.meta.url));

/** A process that is told to end may wait for a store that is out of reach, for minutes; then it is killed. */
const ENDS_WITHIN_MS = 10_000;

/** Options of `performApart`. */
export interface ApartOptions {
  settings: LocalSettings;
  /** Threads of the LSTM kernel. */
  threads: number;
  /** Ends the process by SIGTERM, and by SIGKILL if that takes too long. */
  signal: AbortSignal;
  /** Called during the job: `part`, from 0 to 1, is done. */
  onProgress(what: string, part: number): void;
}

/**
 * Performs a job in a child process: a crash stops no other job, and all memory is freed afterwards.
 *
 * @returns the result, messages for the user, and the seconds that the process computed on all cores
 * @throws the error of the job, with the same `code` and message; JobError `process_ended` if the process ends without a
 * result; Interrupted if the signal had aborted before
 */
export async function performApart<J extends Job>(
  job: J,
  { settings, threads, signal, onProgress }: ApartOptions,
): Promise<{ result: ResultOf<J>; notes: string[]; cpuSeconds: number }> {
  if (signal.aborted) throw new Interrupted("interrupted before its process started");
  const child = fork(WORKER, {
    env: { ...process.env, LSTM_THREADS: String(threads) },
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  const notes: string[] = [];
  let stderr = "";
  let outcome: Extract<Message, { result: unknown } | { error: unknown }> | undefined;
  child.stderr!.setEncoding("utf8").on("data", (text) => {
    stderr += text;
  });
  child.on("message", (text: string) => {
    const message = parse(text) as Message;
    if ("progress" in message) onProgress(message.progress, message.part);
    else if ("note" in message) notes.push(message.note);
    else outcome = message;
  });
  let killing: NodeJS.Timeout | undefined;
  const abort = () => {
    child.kill("SIGTERM");
    killing = setTimeout(() => child.kill("SIGKILL"), ENDS_WITHIN_MS);
  };
  signal.addEventListener("abort", abort);
  try {
    const request: Request = { job, settings };
    // If the process ends before it has read the job, its end is the error, not the broken pipe.
    child.send(stringify(request), () => {});
    const [code, killedBy] = await once(child, "close");
    const lines = stderr.trim() === "" ? [] : stderr.trim().split("\n");
    if (!outcome) {
      throw new JobError(
        "process_ended",
        `its process ended with ${killedBy ?? code}: ${lines.at(-1) ?? ""}`,
      );
    }
    if ("error" in outcome) throw Object.assign(new Error(outcome.error.message), outcome.error);
    const { result, cpuSeconds } = outcome;
    return { result: result as ResultOf<J>, notes: [...notes, ...lines], cpuSeconds };
  } finally {
    clearTimeout(killing);
    signal.removeEventListener("abort", abort);
  }
}
