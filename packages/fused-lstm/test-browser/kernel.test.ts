import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "@jest/globals";
import type { Page } from "playwright-core";
import { ISOLATED, openPage, serveFolder } from "./browser.ts";
import { buildPage } from "./build-page.ts";
import { type Cases, cases } from "./page/cases.ts";
import type { Runners } from "./page/main.ts";

const NOT_ISOLATED =
  "the page is not cross-origin isolated: serve it with the headers " +
  "Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp";

let built: Awaited<ReturnType<typeof buildPage>>;
let trained: Record<"relaxed" | "wasm", string>;
let forecasts: string[];
beforeAll(async () => {
  built = await buildPage("page");
  trained = {
    relaxed: await cases.train({ kernel: "relaxed" }),
    wasm: await cases.train({ kernel: "wasm" }),
  };
  forecasts = await cases.forecast({ kernel: "wasm" });
});

const inPage =
  (where: keyof Runners) =>
  <N extends keyof Cases>(page: Page, name: N, options = {}) =>
    page.evaluate(([where, name, options]) => (globalThis as unknown as Runners)[where](name, options), [
      where,
      name,
      options,
    ] as const) as Promise<Awaited<ReturnType<Cases[N]>>>;
const run = inPage("run");
const runInWorker = inPage("runInWorker");

const open = async (headers: Record<string, string>, before?: () => void) =>
  openPage(await serveFolder(built.folder, headers), before && { before });

test("when a page is bundled, then nothing of Node.js is in it", async () => {
  const assets = join(built.folder, "assets");
  const scripts = await Promise.all(
    (await readdir(assets)).map((file) => readFile(join(assets, file), "utf8")),
  );
  expect(scripts.filter((script) => /\bnode:|worker_threads|__vite-browser-external/.test(script))).toEqual(
    [],
  );
  expect(built.output).not.toContain("externalized");
});

test("when a page is not isolated, then one thread computes the same bits as Node.js, and says why it is one", async () => {
  const { page, complaints } = await open({});
  expect(await run(page, "facts")).toEqual({
    threads: 1,
    problem: NOT_ISOLATED,
    native: "machine code runs in Node.js alone",
    kernels: ["relaxed", "wasm"],
  });
  expect(await run(page, "train", { kernel: "relaxed", threads: 4 })).toBe(trained.relaxed);
  expect(await run(page, "train", { kernel: "wasm" })).toBe(trained.wasm);
  expect(await run(page, "forecast", { kernel: "wasm", threads: 4 })).toEqual(forecasts);
  expect(await runInWorker(page, "train", { kernel: "wasm", threads: 4 })).toBe(trained.wasm);
  expect(complaints).toEqual([]);
});

describe("when a page is isolated", () => {
  test("then its main thread and others compute the same bits as Node.js", async () => {
    const policy = "script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'none'";
    const { page, complaints } = await open({ ...ISOLATED, "content-security-policy": policy });
    const { threads, problem } = await run(page, "facts");
    expect([threads, problem]).toEqual([await page.evaluate(() => navigator.hardwareConcurrency), null]);
    expect(await run(page, "train", { kernel: "relaxed", threads: 3 })).toBe(trained.relaxed);
    expect(await run(page, "threadsThatStarted", { atLeast: 2 })).toBe(2);
    expect(await run(page, "train", { kernel: "relaxed", threads: 3 })).toBe(trained.relaxed);
    expect(await run(page, "forecast", { kernel: "wasm", threads: 3 })).toEqual(forecasts);
    expect(complaints).toEqual([]);
  });

  test("then a web worker and the threads that it starts do too", async () => {
    const { page, complaints } = await open(ISOLATED);
    expect(await runInWorker(page, "train", { kernel: "wasm", threads: 3 })).toBe(trained.wasm);
    expect(await runInWorker(page, "forecast", { kernel: "wasm", threads: 3 })).toEqual(forecasts);
    expect(complaints).toEqual([]);
  });

  test("then 300 steps leave the memory as 5 do", async () => {
    const { page } = await open(ISOLATED);
    const { before, after } = await run(page, "grow", { steps: 300 });
    expect(after).toEqual(before);
  });

  test("and a thread is lost, then the next call throws thread_failed and the call after it works", async () => {
    const { page } = await open(ISOLATED);
    expect(await run(page, "loseThread")).toEqual({
      error: "FusedLstmError: a thread of the LSTM kernel failed: out of memory",
      isSame: true,
    });
  });
});

test("when the policy of a page forbids workers, then one thread computes the same bits and says why it is one", async () => {
  const { page } = await open({
    ...ISOLATED,
    "content-security-policy": "script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'; worker-src 'none'",
  });
  expect(await run(page, "train", { kernel: "wasm", threads: 3 })).toBe(trained.wasm);
  expect(await run(page, "forecast", { kernel: "wasm", threads: 3 })).toEqual(forecasts);
  expect(await run(page, "facts")).toMatchObject({
    threads: 1,
    problem: "a thread cannot start: its script does not load (the console of the browser says why)",
  });
});

test("when the policy of a page forbids WebAssembly, then the error says so", async () => {
  const { page } = await open({ "content-security-policy": "script-src 'self'" });
  await expect(run(page, "train", { kernel: "wasm" })).rejects.toThrow(
    /FusedLstmError: kernel\.wasm does not compile: CompileError: .*Content Security Policy/,
  );
});

test("when a browser has no Atomics.waitAsync, then forecasts in the background end", async () => {
  const { page } = await open(ISOLATED, () => {
    Object.assign(Atomics, { waitAsync: undefined });
  });
  expect(await run(page, "forecast", { kernel: "wasm", threads: 3 })).toEqual(forecasts);
});

test("when a machine cannot reserve 2 GiB, then the kernel takes less", async () => {
  const { page } = await open({}, () => {
    const { Memory } = WebAssembly;
    WebAssembly.Memory = class extends Memory {
      constructor(limits: WebAssembly.MemoryDescriptor) {
        if (limits.maximum! > 4096) throw new RangeError("could not allocate memory");
        super(limits);
      }
    };
  });
  expect(await run(page, "train", { kernel: "wasm" })).toBe(trained.wasm);
});

test("when a model or its input is wrong, then the errors are those of Node.js", async () => {
  const { page } = await open({});
  const errors = await run(page, "refusals");
  const inNode = await cases.refusals();
  expect(errors.slice(0, 4)).toEqual(inNode.slice(0, 4));
  expect(errors.map((error) => error.split(":")[0])).toEqual([
    "FusedLstmError unsupported",
    "FusedLstmError unsupported",
    "FusedLstmError bad_shape",
    "FusedLstmError bad_threads",
    "FusedLstmError bad_kernel",
  ]);
});
