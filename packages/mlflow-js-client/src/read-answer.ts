import { MlflowError } from "./errors.ts";
import type { WireResponse } from "./platform/platform.ts";

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
export async function readAnswer({ body }: WireResponse, most: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    // To leave the loop closes the connection.
    if (length > most) {
      throw new MlflowError("bad_response", `the server's answer is longer than ${most} bytes`, {
        hint: "check MLFLOW_TRACKING_URI: another program may answer there",
      });
    }
    chunks.push(chunk);
  }
  return concat(chunks, length);
}

export async function readJsonText(response: WireResponse): Promise<string> {
  return new TextDecoder().decode(await readAnswer(response, MOST_JSON_BYTES));
}

/** Reads the beginning of the body of a refusal. */
export async function readRefusal({ body }: WireResponse): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= MOST_REFUSAL_BYTES) break;
  }
  return new TextDecoder().decode(concat(chunks, length).subarray(0, MOST_REFUSAL_BYTES));
}

function concat(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const all = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}
