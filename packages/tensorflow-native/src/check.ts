import { fileURLToPath } from "node:url";
import { NativeError, type NativeErrorCode } from "./errors.ts";
import { runProcess } from "./process.ts";
import type { Verification } from "./verify.ts";

const TIMEOUT_MS = 120_000;

/**
 * Takes training steps with the binding in a process of its own, which a broken one may take down.
 *
 * @param dir stands in for NATIVE_DIR
 * @throws NativeError `not_installed`, `not_built`, `broken`
 */
export async function checkNative(dir?: string): Promise<Verification> {
  const script = fileURLToPath(new URL("verify.ts", import.meta.url));
  const { code, stdout, stderr } = await runProcess(process.execPath, ["--no-warnings", script], {
    env: { ...process.env, NODE_OPTIONS: "", ...(dir !== undefined && { NATIVE_DIR: dir }) },
    timeoutMs: TIMEOUT_MS,
  });
  const said = parseLastLine(stdout);
  if (!said) {
    const reason = stderr.trim().split("\n").at(-1) || `it ended with ${code}`;
    throw new NativeError("broken", `TensorFlow's binding took the process down: ${reason}`);
  }
  if ("fact" in said) throw new NativeError(said.code, said.fact);
  const [before, after] = said.losses;
  if (after < before) return said;
  throw new NativeError("broken", `TensorFlow's binding does not learn: loss ${before}, then ${after}`);
}

function parseLastLine(text: string): Verification | { code: NativeErrorCode; fact: string } | undefined {
  try {
    return JSON.parse(text.trim().split("\n").at(-1)!);
  } catch {
    return undefined;
  }
}
