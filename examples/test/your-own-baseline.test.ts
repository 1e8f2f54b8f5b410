import { expect, test } from "@jest/globals";
import { useFolder } from "./folder.ts";
import { expectShown, run } from "./scripts.ts";

const folder = useFolder();

test("when it runs, then its two forecasters have scores beside all others, each of its kind", async () => {
  const printed = await run("your-own-baseline.ts", folder());
  const [, ...lines] = printed.trim().split("\n");
  const scores = lines.map((line) => line.split(/\s+/));
  const named = (has: (mase: string, winkler: string) => boolean) =>
    scores.filter(([, mase, winkler]) => has(mase!, winkler!)).map(([name]) => name);
  expect(named((mase, winkler) => mase !== "-" && winkler === "-")).toEqual([
    ...["naive", "drift", "shrunkDrift", "ridge", "reversal"],
  ]);
  expect(named((mase, winkler) => mase === "-" && winkler !== "-")).toEqual([
    ...["constant", "ewma", "ewmaRange", "garch", "har", "harVolume", "zeroShot", "lastMonth"],
  ]);
  expect(named((mase, winkler) => mase !== "-" && winkler !== "-")).toEqual(["model"]);
  expect(scores[0]).toEqual(["naive", "1.0000", "-", "-"]);
  await expectShown("your-own-baseline.ts", printed);
});
