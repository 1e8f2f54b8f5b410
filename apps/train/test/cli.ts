import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll } from "@jest/globals";

export const MAIN = fileURLToPath(new URL("../src/main.ts", import.meta.url));

const made: string[] = [];
afterAll(async () => {
  for (const dir of made) await rm(dir, { recursive: true, force: true });
});

/** A folder that goes when the tests of the file are over. */
export async function folder(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), "cli-"));
  made.push(dir);
  return dir;
}

/** Starts `lstm-predict` as a person would; `interrupt` sends Ctrl-C once that text is on stderr. */
export async function cli(args: string[], { interrupt = "", env = {} as Record<string, string> } = {}) {
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: { ...process.env, NODE_OPTIONS: "", NO_COLOR: "1", MLRUNS_DIR: await folder(), ...env },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: 60_000,
  });
  const output = { stdout: "", stderr: "" };
  let waiting = interrupt !== "";
  child.stdout.on("data", (text) => {
    output.stdout += text;
  });
  child.stderr.on("data", (text) => {
    output.stderr += text;
    if (!waiting || !output.stderr.includes(interrupt)) return;
    waiting = false;
    child.kill("SIGINT");
  });
  const [code] = await once(child, "close");
  return { code: code as number | null, ...output };
}

/** Flags of a training that takes seconds: the bundled real bars, a small network. */
export const QUICK = [
  ...["--symbol", "AAPL", "--source", "sample", "--start", "2017-01-01"],
  ...["--window", "20", "--units", "5,4", "--dense-units", "4", "--epochs", "2"],
];
