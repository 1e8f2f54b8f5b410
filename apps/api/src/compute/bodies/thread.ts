import { parentPort } from "node:worker_threads";
import { ApiError } from "../../problem.ts";
import { parseBulkBody } from "./bulk-body.ts";
import type { ParseResult, ParseTask } from "./bulk-reader.ts";

parentPort!.on("message", ({ id, text }: ParseTask) => {
  const result = parse(id, text);
  parentPort!.postMessage(result, result.body ? [result.body.rows.buffer] : []);
});

function parse(id: number, text: string): ParseResult {
  try {
    return { id, body: parseBulkBody(text) };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const { code, message, extensions } = error;
    return { id, problem: { code, message, extensions } };
  }
}
