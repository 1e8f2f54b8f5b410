import { DEPTH, OBJECTS, UNCHECKED_BYTES } from "../limits.ts";
import { ApiError } from "../problem.ts";
import { invalid } from "../validate.ts";

const [QUOTE, COLON, BACKSLASH] = [0x22, 0x3a, 0x5c];
const [OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/**
 * Parses JSON in UTF-8; returns undefined for an empty body.
 *
 * Throws ApiError `malformed-json`, or `invalid-request` for a large body that is nested too deeply or has too many objects: four
 * million brackets take JSON.parse a second and 200 MB.
 */
export function parseJson(bytes: Uint8Array): unknown {
  if (bytes.length > UNCHECKED_BYTES) checkShape(bytes);
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
  if (text === "") return undefined;
  try {
    return JSON.parse(text.startsWith("\uFEFF") ? text.slice(1) : text);
  } catch (error) {
    throw new ApiError("malformed-json", (error as Error).message.replaceAll(/\s+/g, " "));
  }
}

/** Counts levels, objects and members; knows as much of JSON as that takes. */
function checkShape(bytes: Uint8Array): void {
  let [depth, objects, members] = [0, 0, 0];
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (byte > QUOTE && byte < COLON) continue; // Digits, signs, points and commas: nearly all bytes of a window.
    if (byte === OPEN_ARRAY || byte === OPEN_OBJECT) {
      if (++depth > DEPTH) throw refusal(`is nested deeper than ${DEPTH} levels`);
      if (byte === OPEN_OBJECT && ++objects > OBJECTS) throw refusal(`has more than ${OBJECTS} objects`);
    } else if (byte === CLOSE_ARRAY || byte === CLOSE_OBJECT) depth--;
    else if (byte === COLON && ++members > OBJECTS) throw refusal(`has more than ${OBJECTS} members`);
    else if (byte === QUOTE) at = endOfString(bytes, at + 1);
  }
}

function endOfString(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
  return at;
}

function refusal(message: string): ApiError {
  return invalid([{ path: "", message: `${message}: no request is like that` }]);
}
