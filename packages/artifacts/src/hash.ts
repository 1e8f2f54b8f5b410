import { createHash } from "node:crypto";

/** SHA-256 of bytes, or of text as UTF-8, in hex. */
export function sha256(data: Uint8Array | string): string {
  return createHash("sha256").update(data).digest("hex");
}

/** The hash that identifies a model: SHA-256 of the weight bytes, which are those of weights.bin. */
export function hashWeights(weightData: Uint8Array): string {
  return sha256(weightData);
}

/** Formats `hashes` (path to SHA-256) as `sha256sum` writes and checks them, sorted by path. */
export function formatChecksums(hashes: Readonly<Record<string, string>>): string {
  return Object.keys(hashes)
    .sort()
    .map((path) => `${hashes[path]}  ${path}\n`)
    .join("");
}
