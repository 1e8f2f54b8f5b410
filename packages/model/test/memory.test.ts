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

/** The median of the slopes between all pairs (Sen 1968), which a single jump does not move: bytes a step. */
function slope(measured: Measured[], of: "rss" | "heap"): number {
  const slopes = measured
    .flatMap((b, k) => measured.slice(0, k).map((a) => (b[of] - a[of]) / (b.step - a.step)))
    .sort((a, b) => a - b);
  return slopes[slopes.length >> 1]!;
}

// `pnpm bench:memory` draws the curve over 20,000 steps of the default model.
test.each(ENGINES)(
  "when engine %s trains thousands of steps, then memory is flat outside and inside of JavaScript",
  (name) => {
    const script = fileURLToPath(new URL("train-and-measure.ts", import.meta.url));
    const steps = name === "tfjs" ? "3000" : "4000";
    const env = { ...process.env, NODE_OPTIONS: "" };
    // V8's young generation would take its room, tens of megabytes, at a time of its own choice.
    const flags = ["--no-warnings", "--max-semi-space-size=1"];
    const { stdout } = spawnSync(process.execPath, [...flags, script, name, steps], { env });
    const measured = (JSON.parse(stdout.toString()) as Measured[]).slice(10);
    expect(measured).toHaveLength(11);
    expect(new Set(measured.map(({ tensors }) => tensors)).size).toBe(1);
    // An int64 scalar that tfjs-node leaves behind is 900 bytes, and a step with its forecast would leave six.
    expect(slope(measured, "rss")).toBeLessThan(3 * 900);
    expect(slope(measured, "heap")).toBeLessThan(300);
  },
);
