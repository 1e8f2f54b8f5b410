// The child process of `performApart`: receives one job as a message, sends progress and the result, and ends. It stops if its
// parent dies.

import type { Job } from "../job.ts";
import { parse, stringify } from "../json.ts";
import { perform } from "../perform.ts";
import { Stages } from "../stages.ts";
import { type LocalSettings, localHost } from "./host.ts";

/** Message of the parent, formatted by `stringify`. */
export interface Request {
  job: Job;
  settings: LocalSettings;
}

/** Message of the worker, formatted by `stringify`. */
export type Message =
  | { progress: string; part: number }
  | { note: string }
  | { result: unknown; cpuSeconds: number }
  | { error: { code?: unknown; message: string; stack?: string | undefined } };

const controller = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => controller.abort());

const send = (message: Message) =>
  new Promise<void>((resolve) => {
    if (process.connected) process.send!(stringify(message), () => resolve());
    else resolve();
  });

process.once("disconnect", () => process.kill(process.pid, "SIGTERM"));
process.once("message", async (text: string) => {
  const { job, settings } = parse(text) as Request;
  const host = localHost(settings, {
    signal: controller.signal,
    stages: Stages.ofProcess(),
    onProgress: (progress, part) => void send({ progress, part }),
    onNote: (note) => void send({ note }),
  });
  const outcome = await perform(job, host).then(
    (result): Message => ({ result, cpuSeconds: cpuSeconds() }),
    ({ code, message, stack }: Error & { code?: unknown }): Message => ({ error: { code, message, stack } }),
  );
  await send(outcome);
  process.removeAllListeners("disconnect");
  if (process.connected) process.disconnect();
});

/** Of this process and all of its threads so far. */
function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
