import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { isDate } from "@lstm-predict/bars";

/**
 * The day of the first run that found no bars of a symbol, YYYY-MM-DD; `today` if none is noted. A symbol without bars and
 * models has no other day from which sessions could be counted.
 *
 * @param note whether to note `today` for the next run
 */
export async function firstSilence(
  dataDir: string,
  symbol: string,
  today: string,
  note: boolean,
): Promise<string> {
  const file = fileOf(dataDir, symbol);
  const noted = await readFile(file, "utf8").catch(() => "");
  if (isDate(noted)) return noted;
  if (note) {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, today);
  }
  return today;
}

/** Forgets the noted day: there are bars. */
export function endSilence(dataDir: string, symbol: string): Promise<void> {
  return rm(fileOf(dataDir, symbol), { force: true });
}

function fileOf(dataDir: string, symbol: string): string {
  return join(dataDir, "silent", symbol);
}
