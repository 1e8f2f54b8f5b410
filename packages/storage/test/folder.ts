import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "@jest/globals";

const made: string[] = [];
afterAll(async () => {
  for (const dir of made) await rm(dir, { recursive: true, force: true });
});

/** A folder that goes when the tests of the file are over. */
export async function folder(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), "storage-"));
  made.push(dir);
  return dir;
}
