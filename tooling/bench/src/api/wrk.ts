import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Load, Measured } from "./load.ts";

const run = promisify(execFile);
const MS: Record<string, number> = { us: 0.001, ms: 1, s: 1000, m: 60_000 };

/** Whether wrk is installed; it needs a fifth of the CPU time of autocannon. */
export async function hasWrk(): Promise<boolean> {
  // wrk --version has exit code 1.
  return run("wrk", ["--version"]).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== "ENOENT",
  );
}

/** Measures a load without a rate with one thread of wrk: POSTs `body` to /predict of the server at `url` for `seconds`. */
export async function measureWithWrk(
  url: string,
  body: string,
  { connections }: Load,
  seconds: number,
): Promise<Measured> {
  const dir = await mkdtemp(join(tmpdir(), "bench-wrk-"));
  try {
    const script = join(dir, "post.lua");
    await writeFile(
      script,
      `wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = [==[${body}]==]
`,
    );
    const options = ["-t1", `-c${connections}`, `-d${seconds}s`, "--latency", "-s", script];
    const { stdout } = await run("wrk", [...options, `${url}/predict`]);
    return {
      requestsPerSecond: Number(find(stdout, /Requests\/sec:\s+([\d.]+)/)[1]),
      p50Ms: percentile(stdout, "50"),
      p99Ms: percentile(stdout, "99"),
      failed: failures(stdout),
    };
  } finally {
    await rm(dir, { recursive: true });
  }
}

function percentile(output: string, percent: string): number {
  const [, value, unit] = find(output, new RegExp(`^\\s+${percent}%\\s+([\\d.]+)(us|ms|s|m)\\s*$`, "m"));
  return Number(value) * MS[unit!]!;
}

/** The number of failures: wrk prints these lines only after failures. */
function failures(output: string): number {
  const statuses = Number(/Non-2xx or 3xx responses: (\d+)/.exec(output)?.[1] ?? 0);
  const sockets = /Socket errors: (.+)/.exec(output)?.[1]?.match(/\d+/g) ?? [];
  return sockets.reduce((sum, count) => sum + Number(count), statuses);
}

function find(output: string, pattern: RegExp): RegExpExecArray {
  const found = pattern.exec(output);
  if (!found) throw new Error(`wrk answered without ${pattern}: ${output.slice(0, 500)}`);
  return found;
}
