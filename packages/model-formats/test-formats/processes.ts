import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll } from "@jest/globals";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const PYTHON = here(".venv/bin/python");

const made: string[] = [];
afterAll(async () => {
  for (const dir of made) await rm(dir, { recursive: true, force: true });
});

/** Creates a temporary folder, which is removed after the tests of the file. */
export async function folder(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), "formats-"));
  made.push(dir);
  return dir;
}

/** Runs a script of this folder in a new Node.js process and returns its output. */
export async function node(script: string, args: string[]): Promise<string> {
  const env = { ...process.env, NODE_OPTIONS: "" };
  const { stdout } = await promisify(execFile)(process.execPath, [here(script), ...args], {
    env,
    maxBuffer: 2 ** 28,
  });
  return stdout;
}

/** Runs a Python script, by absolute path or a name in this folder, and returns the last line of its output. */
export async function python(
  script: string,
  args: string[],
  { cwd = here("."), env = {} as Record<string, string> } = {},
): Promise<string> {
  const { stdout } = await promisify(execFile)(
    PYTHON,
    [script.startsWith("/") ? script : here(script), ...args],
    {
      cwd,
      env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: "3", CUDA_VISIBLE_DEVICES: "-1", ...env },
      maxBuffer: 2 ** 28,
    },
  );
  return stdout.trimEnd().split("\n").at(-1)!;
}
