import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const atRoot = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** Runs a script of this folder as a person would, and returns what it prints. */
export async function run(script: string, ...args: string[]): Promise<string> {
  const env = { ...process.env, NODE_OPTIONS: "" };
  const { stdout } = await promisify(execFile)(process.execPath, [atRoot(`examples/${script}`), ...args], {
    env,
  });
  return stdout;
}

/** The text of a file of the repository. */
export const read = (path: string) => readFile(atRoot(path), "utf8");
