import { platform } from "#platform";
import { FusedLstmError } from "../errors.ts";
import { KERNEL_NAMES, type KernelName } from "./names.ts";
import { hasRelaxedSimd } from "./wasm.ts";

let chosen: KernelName | undefined;
let available: KernelName[] | undefined;

/** The builds that this machine runs, the fastest first. */
export function availableKernels(): readonly KernelName[] {
  available ??= [
    ...platform.native.nativeKernels(),
    ...(hasRelaxedSimd() ? (["relaxed"] as const) : []),
    "wasm",
  ];
  return available;
}

/**
 * Chooses the build for all later calls of this thread. `undefined` goes back to the default: the environment variable
 * LSTM_KERNEL or, without it or with "auto", the fastest build that the machine runs. Results of two builds differ in the
 * last bits.
 *
 * @throws FusedLstmError `bad_kernel` if this machine does not run the build
 *
 * @example
 * selectKernel("wasm"); // the same bits on every machine
 */
export function selectKernel(name: KernelName | undefined): void {
  chosen = name === undefined ? undefined : check("kernel", name);
}

/**
 * The build that computes.
 *
 * @throws FusedLstmError `bad_kernel` if LSTM_KERNEL is needed and names no build that this machine runs
 */
export function kernelName(): KernelName {
  if (chosen !== undefined) return chosen;
  const { LSTM_KERNEL } = platform.variables;
  if (LSTM_KERNEL && LSTM_KERNEL !== "auto") return check("LSTM_KERNEL", LSTM_KERNEL);
  // Whether WebAssembly has relaxed SIMD is asked only if it matters: that reads and checks a build.
  return platform.native.nativeKernels()[0] ?? availableKernels()[0]!;
}

function check(source: string, name: string): KernelName {
  const found = availableKernels().find((available) => available === name);
  if (found) return found;
  const known = KERNEL_NAMES.some((known) => known === name);
  const legal = known
    ? `this machine runs ${availableKernels().join(", ")}`
    : `expected ${["auto", ...KERNEL_NAMES].join(", ")}`;
  throw new FusedLstmError("bad_kernel", `${source} is ${JSON.stringify(name)}: ${legal}`);
}
