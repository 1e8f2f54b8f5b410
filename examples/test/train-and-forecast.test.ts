import { expect, test } from "@jest/globals";
import { loadBundle } from "@lstm-predict/artifacts";
import { useFolder } from "./folder.ts";
import { expectShown, read, run } from "./scripts.ts";

const SCRIPT = "train-and-forecast.ts";
const folder = useFolder();

test("when it runs, then it prints the scores of a bundle that is there, and a forecast of the next session", async () => {
  const printed = await run(SCRIPT, folder());
  const [, days, mase, naive] = printed.match(/^MASE on (\d+) test days: model (\S+), naive (\S+)$/m)!;
  const [, date, prediction, last] = printed.match(/^close of (\S+): (\S+), naive (\S+)$/m)!;
  const [, lower, upper] = printed.match(/^90 % interval: (\S+) to (\S+)$/m)!;
  const [, dir] = printed.match(/^bundle: (.+)$/m)!;

  const { metadata } = await loadBundle(dir!);
  expect(metadata.symbol).toBe("AAPL");
  const { model } = metadata.scores!.test;
  expect([model.n, model.mase.toFixed(4), "1.0000"]).toEqual([Number(days), mase, naive]);
  // The sample ends on Friday, 11 May 2018, with a close of 188.59.
  expect([date, last]).toEqual(["2018-05-14", "188.59"]);
  expect(Number(prediction)).toBeGreaterThan(Number(lower));
  expect(Number(prediction)).toBeLessThan(Number(upper));
  await expectShown(SCRIPT, printed);
});

test("when README.md shows it, then as it stands here", async () => {
  expect(await read("README.md")).toContain(`\`\`\`ts\n${await read(`examples/${SCRIPT}`)}\`\`\`\n`);
});
