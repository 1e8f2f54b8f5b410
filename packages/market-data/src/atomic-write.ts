import { randomUUID } from "node:crypto";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { MarketDataError } from "./errors.ts";

/** Replaces `file` whole, so that a reader never sees half of it; makes its folder. Throws `store_failed`. */
export async function writeAtomically(file: string, text: string): Promise<void> {
  const temporary = join(dirname(file), `.${basename(file)}.${randomUUID()}.tmp`);
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(temporary, text);
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    throw storeFailed(file, error);
  }
}

export function storeFailed(file: string, error: unknown): MarketDataError {
  return new MarketDataError("store_failed", `cannot store "${file}": ${(error as Error).message}`, {
    cause: error,
  });
}
