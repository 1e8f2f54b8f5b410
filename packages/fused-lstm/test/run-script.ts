import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

export const kernelUrl = new URL("../src/kernel/index.ts", import.meta.url);

/** Runs a script that uses the kernel in a new process, which must end by itself; returns its output. */
export async function runScript(lines: string, env: Record<string, string> = {}) {
  const script = `import * as lstm from ${JSON.stringify(kernelUrl.href)};
    const shape = { batch: 64, steps: 20, inputs: 3, units: 32 };
    const weights = { kernel: new Float32Array(3 * 128).fill(0.1), recurrentKernel: new Float32Array(32 * 128).fill(0.01), bias: new Float32Array(128) };
    const x = new Float32Array(64 * 60).fill(0.5);
    const run = () => lstm.lstmForward(shape, x, weights, { returnSequences: false })[0];
    ${lines}`;
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", script], {
    timeout: 20_000,
    cwd: fileURLToPath(new URL("..", import.meta.url)),
    env: { ...process.env, NODE_OPTIONS: "", ...env },
  });
  return stdout.trim();
}
