import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterAll } from "@jest/globals";
import { folder } from "./folder.ts";

export const MAIN = fileURLToPath(new URL("../src/main.ts", import.meta.url));

const started: ChildProcess[] = [];
/** A test that failed leaves no process behind. */
afterAll(() => {
  for (const child of started) if (child.exitCode === null) child.kill("SIGKILL");
});

/** Starts `lstm-predict` in a process of its own; nothing limits its time. */
export async function startCli(args: string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: { ...process.env, NODE_OPTIONS: "", NO_COLOR: "1", MLRUNS_DIR: await folder(), ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  started.push(child);
  return child;
}

/** Runs `lstm-predict` as a person would; `interrupt` sends Ctrl-C once that text is on stderr. */
export async function cliProcess(
  args: string[],
  { interrupt = "", env = {} as Record<string, string> } = {},
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = await startCli(args, env);
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
  return { code, ...output };
}
