import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { nativeKernels } from "../src/kernel/platform/native.ts";
import { buildChecked } from "./asan/build.ts";
import { run, runJest } from "./run-jest.ts";

/** All but the tests that run WebAssembly alone. */
const TESTS = "^(?!.*kernel (relaxed|wasm))";
/** Compiles the WebAssembly, and compares random layers with TensorFlow.js: random-shapes.ts gives the kernel more of them. */
const OTHERS = "/test/(wasm-build|stock/random)\\.test";
const ROUNDS = 150;
/** For a copy of which one pass runs: it compiles in a tenth of the time. */
const UNOPTIMISED = ["-O0", "-fsanitize=address"];

type Checked = Awaited<ReturnType<typeof buildChecked>>;

/** Runs a script of asan/ in a copy of the package, with the kernel's memory poisoned. */
function script({ root, env }: Checked, kernel: string, [name, ...args]: readonly string[]) {
  const inCopy = (file: string) => join(root, "test-native/asan", file);
  const flags = ["--no-warnings", "--import", inCopy("poison-heap.ts")];
  const variables = { ...env, NODE_OPTIONS: "", LSTM_KERNEL: kernel };
  return run([process.execPath, ...flags, inCopy(name!), ...args], variables);
}

let folder: string;
let checked: Checked;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "checked-"));
  checked = await buildChecked(join(folder, "as-it-is"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test("when the kernel's tests run with AddressSanitizer, then they pass and it finds nothing", async () => {
  const { root, env } = checked;
  const setup = join(root, "test-native/asan/poison-heap.ts");
  const flags = ["--setupFiles", setup, "--testPathIgnorePatterns", OTHERS, "--testNamePattern", TESTS];
  const { passed, ...result } = await runJest([process.execPath], root, flags, {
    ...env,
    VALUES_PER_EXPONENT: "40",
  });
  process.stderr.write(`AddressSanitizer: ${passed.length} tests passed, of ${nativeKernels().join(", ")}\n`);
  expect(result).toEqual({ code: 0, failure: "" });
  for (const kernel of nativeKernels()) {
    expect(passed.filter((name) => name.includes(`kernel ${kernel}`)).length).toBeGreaterThan(50);
  }
});

describe.each(nativeKernels())("kernel %s", (kernel) => {
  test(`when ${ROUNDS} random shapes are computed, then AddressSanitizer finds nothing`, async () => {
    expect(await script(checked, kernel, ["random-shapes.ts", String(ROUNDS)])).toEqual({
      code: 0,
      failure: "",
    });
  });

  test("when an array is one float too short, then AddressSanitizer reports the line that writes behind it", async () => {
    expect(await script(checked, kernel, ["run-pass.ts", "0"])).toEqual({ code: 0, failure: "" });
    const { failure } = await script(checked, kernel, ["run-pass.ts", "1"]);
    expect(failure).toMatch(/ERROR: AddressSanitizer.*WRITE of size 4.*native\/cell\.h/s);
  });
});

test("when a loop of the kernel takes one row too many, then AddressSanitizer reports it", async () => {
  const native = join(folder, "native");
  await cp(fileURLToPath(new URL("../native", import.meta.url)), native, { recursive: true });
  const gemm = await readFile(join(native, "gemm.h"), "utf8");
  const changed = gemm.replace("k < p.depth;", "k <= p.depth;");
  expect(changed).not.toBe(gemm);
  await writeFile(join(native, "gemm.h"), changed);
  const copy = await buildChecked(join(folder, "changed"), native, UNOPTIMISED);
  for (const kernel of nativeKernels()) {
    const { failure } = await script(copy, kernel, ["run-pass.ts", "0"]);
    expect(failure).toMatch(/ERROR: AddressSanitizer.*READ of size.*gemm\.h/s);
  }
});
