import { parentPort } from "node:worker_threads";
import { ApiError } from "../problem.ts";
import { parseBulkBody } from "./bulk-body.ts";
import type { ParseResult } from "./bulk-reader.ts";

parentPort!.on("message", (bytes: Uint8Array) => {
  const result = parse(bytes);
  parentPort!.postMessage(result, result.body ? [result.body.rows.buffer] : []);
});

function parse(bytes: Uint8Array): ParseResult {
  try {
    return { body: parseBulkBody(bytes) };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const { code, message, extensions } = error;
    return { problem: { code, message, extensions } };
  }
}
