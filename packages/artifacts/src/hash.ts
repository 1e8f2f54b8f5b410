import { createHash } from "node:crypto";

/** SHA-256 of bytes or of UTF-8 text, in hex. */
export function sha256(data: Uint8Array | string): string {
  return createHash("sha256").update(data).digest("hex");
}

/** The hash that names a training's result: SHA-256 of the weight bytes, which is also that of weights.bin. */
export function hashWeights(weightData: Uint8Array): string {
  return sha256(weightData);
}

/** Hashes by file as `sha256sum` writes and checks them, in the order of the paths. */
export function formatChecksums(hashes: Readonly<Record<string, string>>): string {
  return Object.keys(hashes)
    .sort()
    .map((path) => `${hashes[path]}  ${path}\n`)
    .join("");
}
