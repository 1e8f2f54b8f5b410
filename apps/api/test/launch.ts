import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterEach } from "@jest/globals";

const MAIN = fileURLToPath(new URL("../src/main.ts", import.meta.url));

const running: ReturnType<typeof spawn>[] = [];
afterEach(() => {
  for (const child of running.splice(0)) child.kill("SIGKILL");
});

/** The server as a process of its own; it goes with the test. */
export function launch(env: Record<string, string>, nodeArgs: string[] = []) {
  const child = spawn(process.execPath, [...nodeArgs, MAIN], {
    env: { ...process.env, NODE_OPTIONS: "", ...env },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: 600_000,
  });
  running.push(child);
  const output = { stdout: "", stderr: "" };
  child.stdout.on("data", (text) => {
    output.stdout += text;
  });
  child.stderr.on("data", (text) => {
    output.stderr += text;
  });
  /** The line of the log that tells where the server listens. */
  const listening = async (): Promise<{ url: string; symbols: string[] }> => {
    for (;;) {
      const line = output.stdout.split("\n").find((text) => text.includes('"url"'));
      if (line?.endsWith("}")) return JSON.parse(line);
      await once(child.stdout, "data");
    }
  };
  return { child, output, exit: once(child, "close"), listening };
}
