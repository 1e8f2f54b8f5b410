import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";

/** A name of `hidden`, `.saving-` and `.old-` included: it ends with a random UUID. */
const TEMPORARY = /^\..+-[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/**
 * Removes what killed writers left in a folder; with `of` only the temporaries of that file and of its copies `<of>.<suffix>`.
 * Hold the lock under which these are written: then no living process uses them.
 */
export async function sweep(folder: string, of = ""): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  const isOf = (name: string) => of === "" || name.startsWith(`.${of}-`) || name.startsWith(`.${of}.`);
  const left = names.filter((name) => TEMPORARY.test(name) && isOf(name));
  for (const name of left) await rm(join(folder, name), { recursive: true, force: true }).catch(() => {});
}
