import { mkdir, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { sweep, type Wait, withLock } from "@lstm-predict/storage";
import { symbolDir } from "./names.ts";

/**
 * Runs `work` while no other process writes in the folder of a symbol. First creates the folder, or removes what killed
 * processes left there.
 *
 * @throws BundleError `bad_symbol`; what the system, `withLock` and `work` throw
 */
export async function withSymbolDir<T>(
  modelsDir: string,
  symbol: string,
  work: () => Promise<T>,
  wait?: Wait,
): Promise<T> {
  const dir = symbolDir(modelsDir, symbol);
  await mkdir(dir, { recursive: true });
  try {
    return await withLock(join(dir, ".lock"), () => sweep(dir).then(work), wait);
  } finally {
    await rmdir(dir).catch(() => {}); // Succeeds only if the folder is empty, so created for work that failed.
  }
}
