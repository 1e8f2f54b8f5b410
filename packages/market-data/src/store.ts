import { randomUUID } from "node:crypto";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Bar } from "./bar.ts";
import { formatCsv } from "./csv-format.ts";
import { MarketDataError } from "./errors.ts";

/**
 * Writes a download to `<dataDir>/raw/<SYMBOL>.csv` and returns that path; an older file is replaced whole,
 * because Yahoo restates old prices at every split and dividend. `symbol` must have been validated.
 */
export async function storeBars(dataDir: string, symbol: string, bars: readonly Bar[]): Promise<string> {
  const folder = join(dataDir, "raw");
  const file = join(folder, `${symbol}.csv`);
  const temporary = join(folder, `.${symbol}.${randomUUID()}.tmp`);
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(temporary, formatCsv(bars));
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    throw new MarketDataError("store_failed", `cannot store "${file}": ${(error as Error).message}`, {
      cause: error,
    });
  }
  return file;
}
