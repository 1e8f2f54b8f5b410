import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "@jest/globals";
import { ENGINES } from "./engines.ts";

interface Measured {
  step: number;
  rss: number;
  heap: number;
  tensors: number;
}

/** Bytes per step: the median of the slopes between all pairs (Sen 1968), which a single jump does not change. */
function slope(measured: Measured[], of: "rss" | "heap"): number {
  const slopes = measured
    .flatMap((b, k) => measured.slice(0, k).map((a) => (b[of] - a[of]) / (b.step - a.step)))
    .sort((a, b) => a - b);
  return slopes[slopes.length >> 1]!;
}

// `pnpm bench:memory` draws the curve over 20,000 steps of the default model.
test.each(ENGINES)(
  "when engine %s trains thousands of steps, then neither the process nor the JavaScript heap grows",
  (name) => {
    const script = fileURLToPath(new URL("train-and-measure.ts", import.meta.url));
    const steps = name === "tfjs" ? "3000" : "4000";
    const env = { ...process.env, NODE_OPTIONS: "" };
    // Without the limit V8's young generation grows by tens of megabytes at an arbitrary time.
    const flags = ["--no-warnings", "--max-semi-space-size=1"];
    const { stdout } = spawnSync(process.execPath, [...flags, script, name, steps], { env });
    const measured = (JSON.parse(stdout.toString()) as Measured[]).slice(10);
    expect(measured).toHaveLength(11);
    expect(new Set(measured.map(({ tensors }) => tensors)).size).toBe(1);
    // tfjs-node leaks 900 bytes for each int64 scalar; with that leak a step and its forecast would leave six.
    expect(slope(measured, "rss")).toBeLessThan(3 * 900);
    expect(slope(measured, "heap")).toBeLessThan(300);
  },
);
