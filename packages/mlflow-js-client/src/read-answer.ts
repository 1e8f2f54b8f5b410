import type { IncomingMessage } from "node:http";
import { MlflowError } from "./errors.ts";

const MEGABYTE = 2 ** 20;
/** The largest answer in JSON: a page of 1,000 runs with all their params and tags has some megabytes. */
const MOST_JSON_BYTES = 64 * MEGABYTE;
/** The largest file that is read into memory. */
export const MOST_FILE_BYTES = 512 * MEGABYTE;
/** Of the body of a refusal only the beginning is read. */
const MOST_REFUSAL_BYTES = 64 * 1024;

/**
 * Reads an answer into memory, whatever length it states, and stops at the limit.
 *
 * @throws MlflowError `bad_response` if it has more than `most` bytes
 */
export async function readAnswer(response: IncomingMessage, most: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length;
    // To leave the loop closes the connection.
    if (length > most) {
      throw new MlflowError("bad_response", `the server's answer is longer than ${most} bytes`, {
        hint: "check MLFLOW_TRACKING_URI: another program may answer there",
      });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

export async function readJsonText(response: IncomingMessage): Promise<string> {
  return (await readAnswer(response, MOST_JSON_BYTES)).toString("utf8");
}

/** Reads the beginning of the body of a refusal. */
export async function readRefusal(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= MOST_REFUSAL_BYTES) break;
  }
  return Buffer.concat(chunks).toString("utf8", 0, MOST_REFUSAL_BYTES);
}
