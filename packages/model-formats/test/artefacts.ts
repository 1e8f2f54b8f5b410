import { readFileSync } from "node:fs";

const FIXTURES = new URL("./fixtures/keras/", import.meta.url);

export const KERAS_FILES = [
  "keras-2.12.keras",
  "keras-2.12.h5",
  "keras-2.12-zip.keras",
  "tf-keras-2.21.keras",
  "tf-keras-2.21.h5",
  "keras-3.0.keras",
  "keras-3.0.h5",
  "keras-3.15.keras",
  "keras-3.15.h5",
];

export function kerasFile(name: string): { name: string; bytes: Uint8Array } {
  return { name, bytes: readFileSync(new URL(name, FIXTURES)) };
}

/** Scaled windows [n, 8, 6] and Keras' outputs for them [n]. */
export const EXPECTED: { windows: number[][][]; outputs: number[] } = JSON.parse(
  readFileSync(new URL("expected.json", FIXTURES), "utf8"),
);

/** A scaler with which highs are above lows for all scaled values. */
export const SCALER = {
  data_min_: [10, 100, 10, 10, 1000, 9],
  data_max_: [20, 110, 20, 20, 2000, 19],
  feature_range: [0, 1],
};

/** The raw bars that SCALER scales to these windows. */
export function unscaled(windows: number[][][]): number[][][] {
  const { data_min_: min, data_max_: max } = SCALER;
  return windows.map((rows) =>
    rows.map((row) => row.map((value, k) => min[k]! + value * (max[k]! - min[k]!))),
  );
}

export function scalerFile(scaler: object = SCALER): { name: string; text: string } {
  return { name: "scaler.json", text: JSON.stringify(scaler) };
}
