import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type StandIn, sampleMarket, startStandIn } from "yahoo-stand-in";
import { bars } from "../src/bars.ts";
import { bundles } from "../src/bundles.ts";
import { everyPoint, MODES } from "../src/points.ts";
import { record } from "../src/record.ts";
import { retraining } from "../src/retraining.ts";

let yahoo: StandIn;
beforeAll(async () => {
  yahoo = await startStandIn({ markets: [sampleMarket()] });
  process.env.YAHOO_STAND_IN = yahoo.url;
});
afterAll(async () => {
  await yahoo[Symbol.asyncDispose]();
});

// A retraining takes a second a point, and its writes are those of the other scenarios.
const isAll = process.env.FILE_FAULTS === "all";
const tallies: string[] = [];
afterAll(() => {
  process.stdout.write(`${tallies.join("\n")}\n`);
});

describe.each(Object.entries({ bundles, bars, record, retraining }))("%s", (file, scenarios) => {
  const module = new URL(`../src/${file}.ts`, import.meta.url).href;
  const cases = Object.keys(scenarios).flatMap((name) =>
    MODES.filter((mode) => isAll || mode === "kill" || file !== "retraining").map(
      (mode) => [name, mode] as const,
    ),
  );

  test.each(cases)(
    "when %s has the fault %s at any operation, then nothing is torn or lost",
    async (name, mode) => {
      const tally = await everyPoint(module, name, scenarios[name]!, mode);
      tallies.push(
        `${name}, ${mode}: ${tally.points} points, ${tally.old} left the old state, ${tally.new} the new one`,
      );
      expect(tally.old + tally.new).toBe(tally.points);
      expect(tally.points).toBeGreaterThan(0);
    },
  );
});
