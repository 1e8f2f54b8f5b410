/** The process of one symbol: gets its task as a message, tells how it goes, and ends. Without its parent it stops. */
import { interruptible } from "../interrupt.ts";
import { Terminal } from "../terminal.ts";
import { failure } from "./failure.ts";
import type { Result, Task } from "./types.ts";

export type Message = { progress: string; part: number } | { result: Result };

const send = (message: Message) =>
  new Promise<void>((resolve) => {
    if (process.connected) process.send!(message, () => resolve());
    else resolve();
  });

process.once("disconnect", () => process.kill(process.pid, "SIGTERM"));
process.once("message", async (task: Task) => {
  const result = await interruptible(async (signal) => {
    const { retrainSymbol } = await import("./retrain-symbol.ts");
    const onProgress = (progress: string, part: number) => void send({ progress, part });
    return retrainSymbol(task, new Terminal(), signal, onProgress);
  }).catch((error) => failure(task.plan.symbol, error));
  await send({ result });
  process.removeAllListeners("disconnect");
  if (process.connected) process.disconnect();
});
