import asc from "assemblyscript/asc";
import { availableKernels, measurePeak } from "fused-lstm/kernel";
import { vectorBits } from "./names.ts";

/** What multiply-adds on vectors of one width reach. */
export interface Peak {
  /** Bits of a vector. */
  bits: number;
  /** Of one thread. */
  gflops: number;
}

/** Measures the peak of each vector width that this machine offers our builds, the widest last. */
export async function measurePeaks(): Promise<Peak[]> {
  const peaks = [{ bits: 128, gflops: await measureWasmPeak() }];
  for (const name of availableKernels()) {
    if (name === "avx512" || name === "avx2")
      peaks.push({ bits: vectorBits(name), gflops: measurePeak(name) });
  }
  return peaks.sort((a, b) => a.bits - b.bits);
}

/** AssemblyScript of 12 independent chains of 4-wide multiply-adds in registers. */
const SOURCE = (madd: string) =>
  `
export function run(count: i32, x: f32, y: f32): f32 {
  const a = f32x4.splat(x), b = f32x4.splat(y);
  ${chains((k) => `let s${k} = f32x4.splat(${k});`).join(" ")}
  for (let i = 0; i < count; i++) { ${chains((k) => `s${k} = ${madd.replace("SUM", `s${k}`)};`).join(" ")} }
  return ${chains((k) => `f32x4.extract_lane(s${k}, 0)`).join(" + ")};
}`;

function chains(text: (k: number) => string): string[] {
  return Array.from({ length: 12 }, (_, k) => text(k));
}

/** Measures the peak of one thread with WebAssembly's 128-bit vectors, in GFLOP/s: the best of several rounds. */
async function measureWasmPeak(): Promise<number> {
  const fused = await compile(SOURCE("f32x4.relaxed_madd(a, b, SUM)"), ["--enable", "relaxed-simd"]);
  const bytes = WebAssembly.validate(fused)
    ? fused
    : await compile(SOURCE("f32x4.add(f32x4.mul(SUM, a), b)"), []);
  const { run } = new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports as {
    run(count: number, a: number, b: number): number;
  };
  const count = 2_000_000;
  let best = 0;
  for (let round = 0; round < 12; round++) {
    const began = performance.now();
    run(count, 0.999, 0.001);
    best = Math.max(best, (count * 12 * 4 * 2) / (performance.now() - began) / 1e6);
  }
  return best;
}

async function compile(source: string, features: string[]): Promise<Uint8Array<ArrayBuffer>> {
  let bytes: Uint8Array<ArrayBuffer> | undefined;
  const flags = ["--runtime", "stub", "-O3", "--enable", "simd", ...features];
  const { error, stderr } = await asc.main(["peak.ts", "--outFile", "peak.wasm", ...flags], {
    readFile: (file) => (file === "peak.ts" ? source : null),
    writeFile: (_file, contents) => {
      bytes = contents as Uint8Array<ArrayBuffer>;
    },
  });
  if (error || !bytes) throw new Error(`the kernel for the peak does not compile: ${stderr.toString()}`);
  return bytes;
}
