import { type SpawnOptions, spawn } from "node:child_process";

export interface ProcessResult {
  /** The exit code, the name of the signal that ended it, or why it did not start (`ENOENT`). */
  code: number | string;
  stdout: string;
  stderr: string;
}

/** The user pressed Ctrl-C while a program ran. */
export class Interrupted extends Error {}

/**
 * Runs a program to its end and returns its output. After `timeoutMs`, and at Ctrl-C, it is killed with all its child
 * processes.
 *
 * @throws Interrupted at Ctrl-C
 */
export function runProcess(
  program: string,
  args: readonly string[],
  { timeoutMs, ...options }: SpawnOptions & { timeoutMs?: number } = {},
): Promise<ProcessResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"], detached: true, ...options });
    const output = { stdout: "", stderr: "" };
    child.stdout?.on("data", (text) => {
      output.stdout += text;
    });
    child.stderr?.on("data", (text) => {
      output.stderr += text;
    });
    const kill = () => {
      if (child.pid) process.kill(-child.pid, "SIGKILL");
    };
    const timer = timeoutMs === undefined ? undefined : setTimeout(kill, timeoutMs);
    const interrupt = () => {
      kill();
      reject(new Interrupted("interrupted"));
    };
    process.once("SIGINT", interrupt);
    const end = (code: number | string) => {
      clearTimeout(timer);
      process.off("SIGINT", interrupt);
      resolve({ code, ...output });
    };
    child.on("error", (error: NodeJS.ErrnoException) => end(error.code ?? error.message));
    child.on("close", (code, signal) => end(code ?? signal ?? "unknown"));
  });
}
