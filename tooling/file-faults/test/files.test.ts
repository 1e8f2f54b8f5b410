import { expect, test } from "@jest/globals";
import { files } from "../src/files.ts";
import { everyPoint, MODES } from "../src/points.ts";

const MODULE = new URL("../src/files.ts", import.meta.url).href;
const CASES = Object.keys(files).flatMap((name) => MODES.map((mode) => [name, mode] as const));

// What whole commands leave is in test-kill.
test.each(CASES)(
  "when %s has the fault %s at any operation, then nothing is torn or lost",
  async (name, mode) => {
    const { points, ...states } = await everyPoint(MODULE, name, files[name]!, mode);
    expect(states.old + states.new).toBe(points);
    expect(points).toBeGreaterThan(0);
  },
);
