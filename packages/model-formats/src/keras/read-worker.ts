import { parentPort, workerData } from "node:worker_threads";
import { FormatError } from "../errors.ts";
import { readKerasFile } from "./read-file.ts";

const { bytes, where, outputs } = workerData as { bytes: Uint8Array; where: string; outputs: number };
try {
  parentPort!.postMessage({ file: await readKerasFile(bytes, where, outputs) });
} catch (error) {
  if (!(error instanceof FormatError)) throw error;
  parentPort!.postMessage({ refusal: { code: error.code, message: error.message } });
}
