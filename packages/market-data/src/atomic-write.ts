import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { MarketDataError } from "./errors.ts";

/** Replaces `file` whole, so that a reader never sees half of it; makes its folder. Throws `store_failed`. */
export async function writeAtomically(file: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFileAtomic(file, text);
  } catch (error) {
    throw storeFailed(file, error);
  }
}

export function storeFailed(file: string, error: unknown): MarketDataError {
  return new MarketDataError("store_failed", `cannot store "${file}": ${(error as Error).message}`, {
    cause: error,
  });
}
