import { mkdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { sweep, type Wait, withLock } from "@lstm-predict/storage";
import { symbolDir } from "./names.ts";

/**
 * Runs `work` while no other process writes in the folder of a symbol; first creates it, or removes what killed ones left there.
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
  // Beside the symbols: a folder that a failed save made for itself is removed again.
  const lock = join(modelsDir, ".locks", basename(dir));
  return withLock(lock, () => sweep(dir).then(work), wait);
}
