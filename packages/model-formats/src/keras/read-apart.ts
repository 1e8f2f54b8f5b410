import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { FormatError, type FormatErrorCode } from "../errors.ts";
import type { KerasFile } from "./read-file.ts";

const WORKER = new URL("./read-worker.ts", import.meta.url);
/** For any file: starting the thread and loading the HDF5 library takes one second on a busy machine. */
const LEAST_MS = 15_000;
const BYTES_PER_MS = 10_000;

type Message = { file: KerasFile } | { refusal: { code: FormatErrorCode; message: string } };

/**
 * `readKerasFile` in a thread of its own, which is ended when it takes too long: there are damaged files that the HDF5 library
 * never comes to an end with. What that library writes to stderr is not shown.
 *
 * @throws FormatError as `readKerasFile`, `bad_file` when it took too long or too much memory
 */
export async function readKerasFileApart(
  bytes: Uint8Array,
  where: string,
  outputs = 1,
  leastMs = LEAST_MS,
): Promise<KerasFile> {
  const limitMs = leastMs + Math.ceil(bytes.byteLength / BYTES_PER_MS);
  const worker = new Worker(WORKER, { workerData: { bytes, where, outputs }, stderr: true, stdout: true });
  const signal = AbortSignal.timeout(limitMs);
  try {
    const [message] = (await once(worker, "message", { signal })) as [Message];
    if ("file" in message) return message.file;
    throw new FormatError(message.refusal.code, message.refusal.message);
  } catch (cause) {
    if (cause instanceof FormatError) throw cause;
    const why = signal.aborted
      ? `could not be read in ${(limitMs / 1000).toFixed(0)} s`
      : `could not be read (${(cause as Error).message})`;
    throw new FormatError("bad_file", `${where} ${why}: it is damaged; save the model again`, { cause });
  } finally {
    await worker.terminate();
  }
}
