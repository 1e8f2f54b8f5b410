import { cp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { nativeKernels } from "../src/kernel/native.ts";
import { buildChecked } from "./asan/build.ts";
import { run, runJest } from "./run-jest.ts";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const root = here(".native/checked");
/** All but the tests that run WebAssembly alone. */
const TESTS = "^(?!.*kernel (relaxed|wasm))";
const ROUNDS = 150;

/** Runs a script of asan/ in a copy of the package, with the kernel's memory poisoned. */
function script(copy: string, env: object, kernel: string, [name, ...args]: readonly string[]) {
  const inCopy = (file: string) => join(copy, "test-native/asan", file);
  const flags = ["--no-warnings", "--import", inCopy("poison-heap.ts")];
  return run([process.execPath, ...flags, inCopy(name!), ...args], {
    ...env,
    NODE_OPTIONS: "",
    LSTM_KERNEL: kernel,
  });
}

let env: Awaited<ReturnType<typeof buildChecked>>;
beforeAll(async () => {
  await rm(here(".native"), { recursive: true, force: true });
  env = await buildChecked(root);
});

test("when the kernel's tests run with AddressSanitizer, then they pass and it finds nothing", async () => {
  const setup = join(root, "test-native/asan/poison-heap.ts");
  const flags = ["--setupFiles", setup, "--testPathIgnorePatterns", "wasm-build", "--testNamePattern", TESTS];
  const { passed, ...result } = await runJest([process.execPath], root, flags, env);
  process.stderr.write(`AddressSanitizer: ${passed.length} tests passed, of ${nativeKernels().join(", ")}\n`);
  expect(result).toEqual({ code: 0, failure: "" });
  for (const kernel of nativeKernels()) {
    expect(passed.filter((name) => name.includes(`kernel ${kernel}`)).length).toBeGreaterThan(50);
  }
});

describe.each(nativeKernels())("kernel %s", (kernel) => {
  test(`when ${ROUNDS} random shapes are computed, then AddressSanitizer finds nothing`, async () => {
    expect(await script(root, env, kernel, ["random-shapes.ts", String(ROUNDS)])).toEqual({
      code: 0,
      failure: "",
    });
  });

  test("when an array is one float too short, then AddressSanitizer reports the line that writes behind it", async () => {
    expect(await script(root, env, kernel, ["run-pass.ts", "0"])).toEqual({ code: 0, failure: "" });
    const { failure } = await script(root, env, kernel, ["run-pass.ts", "1"]);
    expect(failure).toMatch(/ERROR: AddressSanitizer.*WRITE of size 4.*native\/forward\.h/s);
  });
});

test("when a loop of the kernel takes one row too many, then AddressSanitizer reports it", async () => {
  const native = here(".native/changed-sources");
  await cp(here("../native"), native, { recursive: true });
  const gemm = await readFile(join(native, "gemm.h"), "utf8");
  const changed = gemm.replace("k < p.depth;", "k <= p.depth;");
  expect(changed).not.toBe(gemm);
  await writeFile(join(native, "gemm.h"), changed);
  const copy = here(".native/changed");
  const changedEnv = await buildChecked(copy, native);
  for (const kernel of nativeKernels()) {
    const { failure } = await script(copy, changedEnv, kernel, ["run-pass.ts", "0"]);
    expect(failure).toMatch(/ERROR: AddressSanitizer.*READ of size.*gemm\.h/s);
  }
});
