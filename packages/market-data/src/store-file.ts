import { replaceFile } from "@lstm-predict/storage";
import { MarketDataError } from "./errors.ts";

/** `replaceFile` that throws MarketDataError `store_failed`. */
export async function storeFile(file: string, text: string): Promise<void> {
  try {
    await replaceFile(file, text);
  } catch (error) {
    throw storeFailed(file, error);
  }
}

/** Wraps an error of the file system. */
export function storeFailed(file: string, error: unknown): MarketDataError {
  return new MarketDataError("store_failed", `cannot store "${file}": ${(error as Error).message}`, {
    cause: error,
  });
}
