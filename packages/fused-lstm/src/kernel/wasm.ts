import { readFileSync } from "node:fs";

const FILES = { relaxed: "kernel-relaxed.wasm", wasm: "kernel.wasm" } as const;

/** Reads a build in WebAssembly. */
export function readModule(build: keyof typeof FILES): Buffer<ArrayBuffer> {
  return readFileSync(new URL(`../../wasm/${FILES[build]}`, import.meta.url));
}

/** Whether this Node.js runs relaxed SIMD. */
export function hasRelaxedSimd(): boolean {
  return WebAssembly.validate(readModule("relaxed"));
}
