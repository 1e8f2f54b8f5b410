import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { StoreOptions } from "../src/index.ts";

const WRITER = fileURLToPath(new URL("writer.ts", import.meta.url));

/** How a writer ended. */
export interface Ended {
  code: number | null;
  signal: string | null;
  /** The last number of entries that it told; 0 for none. */
  told: number;
  stderr: string;
}

/** Options of `runWriter`. */
export interface WriterOptions {
  name: string;
  days: number;
  /** Kill it after it told so many numbers. */
  killAfter?: number;
  /** Largest file that it may write, in kB: stands in for a full disk. */
  limitKb?: number;
}

/** Runs test/writer.ts in a process of its own. */
export async function runWriter(
  store: StoreOptions,
  { name, days, killAfter = Number.POSITIVE_INFINITY, limitKb }: WriterOptions,
): Promise<Ended> {
  const args = [WRITER, JSON.stringify(store), name, String(days)];
  const limit = limitKb === undefined ? "" : `ulimit -f ${limitKb}; `;
  const child = spawn("bash", ["-c", `${limit}exec "$@"`, "bash", process.execPath, ...args], {
    env: { ...process.env, NODE_OPTIONS: "--no-warnings" },
    // Bash takes a socket, as Node's pipes are, for a remote login, and then reads ~/.bashrc.
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (text) => {
    stdout += text;
    if (stdout.split("\n").length > killAfter) child.kill("SIGKILL");
  });
  child.stderr.on("data", (text) => {
    stderr += text;
  });
  const [code, signal] = await once(child, "close");
  // The last line may be torn.
  const told = Number(stdout.split("\n").at(-2) ?? 0);
  return { code, signal, told, stderr };
}
