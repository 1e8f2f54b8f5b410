import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Kernel } from "../kernel.ts";
import type { NativeName } from "../names.ts";

/** The exports of native/addon.c. */
interface Addon {
  /** The builds that this processor runs, the fastest first. */
  kernels: NativeName[];
  open(name: NativeName, memory: Uint8Array): NativeFunctions;
}

type NativeFunctions = Omit<Kernel, "base" | "columns" | "tile" | "runPart"> & {
  /** Floats of a vector. */
  lanes: number;
  tileRows: number;
  /** Vectors in the columns of a tile. */
  tileVectors: number;
  /** 0, or the address of the counter that must change before the part can go on. */
  runPart(pass: number, part: number): number;
  /** Multiply-adds of independent vectors: 32 `lanes` operations in each round. */
  multiplyAdds(rounds: number): number;
};

/** Addresses below are not used: 0 means "none". */
const BASE = 64;
const SLEEP_MS = 0.1;
/** After this many sleeps without a step (a minute) the thread of the layer below counts as lost. */
const MAX_SLEEPS = 600_000;

let loaded: { addon?: Addon; problem?: string } | undefined;

/** The builds in machine code that this machine runs, the fastest first. */
export function nativeKernels(): readonly NativeName[] {
  return load().addon?.kernels ?? [];
}

/** Why the add-on does not load on this machine; undefined if it does. */
export function nativeProblem(): string | undefined {
  return load().problem;
}

/** Opens a build of `nativeKernels`. */
export function openNative(name: NativeName, memory: WebAssembly.Memory): Kernel {
  const { lanes, tileRows, tileVectors, ...functions } = openFunctions(name, memory);
  return {
    ...functions,
    base: BASE,
    columns: lanes,
    tile: { rows: tileRows, columns: tileVectors * lanes },
    runPart: (pass, part) => runPart(functions, memory, pass, part),
  };
}

/** Measures the peak of multiply-adds in GFLOP/s, on one thread and on the vectors of a build. */
export function measurePeak(name: NativeName): number {
  const { lanes, multiplyAdds } = openFunctions(
    name,
    new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true }),
  );
  const rounds = 1_000_000;
  let best = Number.POSITIVE_INFINITY;
  for (let turn = 0; turn < 20; turn++) {
    const began = performance.now();
    multiplyAdds(rounds);
    best = Math.min(best, performance.now() - began);
  }
  return (rounds * 32 * lanes) / best / 1e6;
}

function openFunctions(name: NativeName, memory: WebAssembly.Memory): NativeFunctions {
  return load().addon!.open(name, new Uint8Array(memory.buffer));
}

function runPart(
  functions: Pick<NativeFunctions, "runPart">,
  memory: WebAssembly.Memory,
  pass: number,
  part: number,
): number {
  for (let sleeps = 0; sleeps < MAX_SLEEPS; sleeps++) {
    const counter = functions.runPart(pass, part);
    if (counter === 0) return 1;
    const words = new Int32Array(memory.buffer, counter, 1);
    Atomics.wait(words, 0, Atomics.load(words, 0), SLEEP_MS);
  }
  return 0;
}

/** An add-on that does not load is no error: another C library, a policy or another processor may be the reason. */
function load() {
  loaded ??= tryToLoad(`${process.platform}-${process.arch}.node`);
  return loaded;
}

function tryToLoad(name: string): { addon?: Addon; problem?: string } {
  const inFolder = (file: string) => fileURLToPath(new URL(`../../../prebuilt/${file}`, import.meta.url));
  const module = { exports: {} };
  try {
    // The loader of a system crashes on a file that was cut off, and one of another version would compute wrongly.
    const digests = JSON.parse(readFileSync(inFolder("sha256.json"), "utf8")) as Record<string, string>;
    const digest = createHash("sha256")
      .update(readFileSync(inFolder(name)))
      .digest("hex");
    if (digest !== digests[name]) return { problem: `${name}: it is not the file of sha256.json` };
    process.dlopen(module, inFolder(name));
    return { addon: module.exports as Addon };
  } catch (error) {
    return { problem: `${name}: ${error instanceof Error ? error.message : error}` };
  }
}
