import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "@jest/globals";

/** Makes a folder for the tests of a file, and removes it; returns its path. */
export function useFolder(): () => string {
  let path: string;
  beforeAll(async () => {
    path = await mkdtemp(join(tmpdir(), "lstm-predict-"));
  });
  afterAll(() => rm(path, { recursive: true, force: true }));
  return () => path;
}
