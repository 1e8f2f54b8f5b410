import { parentPort } from "node:worker_threads";
import { ApiError } from "../../problem.ts";
import { readBatchBody } from "./bulk-body.ts";
import type { Answer, Question } from "./bulk-reader.ts";

parentPort!.on("message", ({ id, text }: Question) => {
  const answer = read(id, text);
  parentPort!.postMessage(answer, answer.body ? [answer.body.rows.buffer] : []);
});

function read(id: number, text: string): Answer {
  try {
    return { id, body: readBatchBody(text) };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const { code, message, extensions } = error;
    return { id, problem: { code, message, extensions } };
  }
}
