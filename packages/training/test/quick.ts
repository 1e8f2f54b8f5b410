import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "@jest/globals";
import { loadBars } from "@lstm-predict/market-data";
import { parseConfig } from "@lstm-predict/model";

/** Fields of a configuration that trains in a tenth of a second. */
export const QUICK = { window: 20, units: [5, 4], denseUnits: 4, epochs: 2 };

export const QUICK_CONFIG = parseConfig(QUICK);

/** The bundled real bars, 342 of them; fewer when `end` is given. */
export function quickBars({ end }: { end?: string } = {}) {
  return loadBars({ symbol: "AAPL", source: "sample", start: "2017-01-01", end });
}

const made: string[] = [];
afterAll(async () => {
  for (const dir of made) await rm(dir, { recursive: true, force: true });
});

/** A folder that goes when the tests of the file are over. */
export async function folder(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), "lstm-predict-"));
  made.push(dir);
  return dir;
}
