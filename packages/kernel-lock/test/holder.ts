import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect } from "@jest/globals";

const SOURCE = new URL("../src/index.ts", import.meta.url).href;

/** A process that takes the lock, says so, and holds it until it is killed. */
export async function holder(path: string) {
  const code = `
    import { takeLock } from ${JSON.stringify(SOURCE)};
    console.log(takeLock(${JSON.stringify(path)}) ? "held" : "busy");
    setInterval(() => globalThis.gc(), 5);`;
  const args = ["--expose-gc", "--input-type=module-typescript", "--eval", code];
  const child = spawn(process.execPath, args, {
    env: { ...process.env, NODE_OPTIONS: "" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [said] = await once(child.stdout, "data");
  expect(String(said)).toBe("held\n");
  return {
    async kill() {
      child.kill("SIGKILL");
      await once(child, "close");
    },
  };
}
