import { mkdir, rm, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout } from "node:timers/promises";
import { storeFailed } from "../store-file.ts";

/** Locks are held for milliseconds: the process of an older one has died. */
const ABANDONED_MS = 10_000;

/**
 * Runs `action` while holding the lock `<file>.lock` against other processes.
 *
 * @throws MarketDataError `store_failed`, and what `action` throws
 */
export async function locked<T>(file: string, action: () => Promise<T>): Promise<T> {
  const lock = `${file}.lock`;
  await mkdir(dirname(file), { recursive: true }).catch((error) => {
    throw storeFailed(file, error);
  });
  while (!(await tryLock(lock))) await setTimeout(5 + 20 * Math.random());
  try {
    return await action();
  } finally {
    await rm(lock, { force: true });
  }
}

async function tryLock(lock: string): Promise<boolean> {
  try {
    await writeFile(lock, `${process.pid}\n`, { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw storeFailed(lock, error);
    const age = await stat(lock).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    );
    if (age > ABANDONED_MS) await rm(lock, { force: true });
    return false;
  }
}
