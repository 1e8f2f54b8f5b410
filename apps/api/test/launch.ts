import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterEach } from "@jest/globals";

const MAIN = fileURLToPath(new URL("../src/main.ts", import.meta.url));

const running: ReturnType<typeof spawn>[] = [];
afterEach(() => {
  for (const child of running.splice(0)) child.kill("SIGKILL");
});

/** Starts the server as a process, which ends with the test. */
export function launch(env: Record<string, string>, nodeArgs: string[] = []) {
  const child = spawn(process.execPath, [...nodeArgs, MAIN], {
    env: { ...process.env, NODE_OPTIONS: "", ...env },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: 3_600_000,
  });
  running.push(child);
  const output = { stdout: "", stderr: "" };
  child.stdout.on("data", (text) => {
    output.stdout += text;
  });
  child.stderr.on("data", (text) => {
    output.stderr += text;
  });
  const exit = once(child, "close");
  const ended = exit.then(([code]) => {
    throw new Error(`the server ended with ${code}: ${output.stderr}`);
  });
  ended.catch(() => {});
  /** The line of the log that says where the server listens. Rejects if the process ends before. */
  const listening = async (): Promise<{ url: string; symbols: string[] }> => {
    for (;;) {
      const line = output.stdout.split("\n").find((text) => text.includes('"url"'));
      if (line?.endsWith("}")) return JSON.parse(line);
      await Promise.race([once(child.stdout, "data"), ended]);
    }
  };
  return { child, output, exit, listening };
}
