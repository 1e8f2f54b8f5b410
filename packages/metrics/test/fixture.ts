import { readFileSync } from "node:fs";

/** Reads a fixture written by a script in test/reference/. */
export function readFixture(name: string) {
  return JSON.parse(readFileSync(new URL(`fixtures/${name}`, import.meta.url), "utf8"));
}

/** The largest difference of two lists, relative to the value or 1, whichever is larger. */
export function difference(values: number[], golden: number[]): number {
  if (values.length !== golden.length) return Number.POSITIVE_INFINITY;
  return Math.max(...golden.map((value, i) => Math.abs(values[i]! - value) / Math.max(1, Math.abs(value))));
}
