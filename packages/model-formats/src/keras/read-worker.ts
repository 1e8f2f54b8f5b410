import { parentPort, workerData } from "node:worker_threads";
import { FormatError } from "../errors.ts";
import { readKerasFile } from "./read-file.ts";

const { bytes, where } = workerData as { bytes: Uint8Array; where: string };
try {
  parentPort!.postMessage({ file: await readKerasFile(bytes, where) });
} catch (error) {
  if (!(error instanceof FormatError)) throw error;
  parentPort!.postMessage({ refusal: { code: error.code, message: error.message } });
}
