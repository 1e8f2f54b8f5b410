import { fileURLToPath } from "node:url";
import { NativeError, type NativeErrorCode } from "./errors.ts";
import { runProcess } from "./process.ts";
import type { Verification } from "./verify.ts";

const TIMEOUT_MS = 120_000;

/**
 * Checks the binding by training steps in a child process, because a broken binding may crash its process.
 *
 * @param dir the folder to use instead of NATIVE_DIR
 * @throws NativeError `not_installed`, `not_built`, `broken`
 */
export async function checkNative(dir?: string): Promise<Verification> {
  const script = fileURLToPath(new URL("verify.ts", import.meta.url));
  const { code, stdout, stderr } = await runProcess(process.execPath, ["--no-warnings", script], {
    env: { ...process.env, NODE_OPTIONS: "", ...(dir !== undefined && { NATIVE_DIR: dir }) },
    timeoutMs: TIMEOUT_MS,
  });
  const result = parseLastLine(stdout);
  if (!result) {
    const reason = stderr.trim().split("\n").at(-1) || `it ended with ${code}`;
    throw new NativeError("broken", `TensorFlow's binding crashed its process: ${reason}`);
  }
  if ("fact" in result) throw new NativeError(result.code, result.fact);
  const [before, after] = result.losses;
  if (after < before) return result;
  const losses = `training steps took the loss from ${before} to ${after}`;
  throw new NativeError("broken", `TensorFlow's binding computes wrong results: ${losses}`);
}

function parseLastLine(text: string): Verification | { code: NativeErrorCode; fact: string } | undefined {
  try {
    return JSON.parse(text.trim().split("\n").at(-1)!);
  } catch {
    return undefined;
  }
}
