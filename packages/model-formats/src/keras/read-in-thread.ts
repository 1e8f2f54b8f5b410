import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { FormatError, type FormatErrorCode } from "../errors.ts";
import type { KerasFile } from "./read-file.ts";

const WORKER = new URL("./read-worker.ts", import.meta.url);
/** The time limit of an empty file. Starting the thread and loading the HDF5 library take a second on a busy machine. */
const LEAST_MS = 15_000;
/** Of JavaScript's memory; that of the file and its weights is outside. A configuration of 1 MB takes some megabytes. */
const MOST_HEAP_MB = 256;
/** The time limit grows with the file: a millisecond for this many bytes. */
const BYTES_PER_MS = 10_000;

type Message = { file: KerasFile } | { refusal: { code: FormatErrorCode; message: string } };

/**
 * Runs `readKerasFile` in a worker thread, because the HDF5 library loops forever on some damaged files: after a time
 * limit the thread is terminated. The library's output to stderr is discarded.
 *
 * @param leastMs the time limit of an empty file
 * @throws FormatError as `readKerasFile`; `bad_file` if it takes too much time or memory
 */
export async function readKerasFileInThread(
  bytes: Uint8Array,
  where: string,
  outputs = 1,
  leastMs = LEAST_MS,
): Promise<KerasFile> {
  const limitMs = leastMs + Math.ceil(bytes.byteLength / BYTES_PER_MS);
  const worker = new Worker(WORKER, {
    workerData: { bytes, where, outputs },
    stderr: true,
    stdout: true,
    stdin: true, // its own, which is empty: not that of the process
    env: {}, // HDF5 reads variables that name folders
    resourceLimits: { maxOldGenerationSizeMb: MOST_HEAP_MB },
  });
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
