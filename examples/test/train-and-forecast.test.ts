import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { loadBundle } from "@lstm-predict/artifacts";
import { read, run } from "./scripts.ts";

const SCRIPT = "train-and-forecast.ts";

let modelsDir: string;
beforeAll(async () => {
  modelsDir = await mkdtemp(join(tmpdir(), "examples-"));
});
afterAll(() => rm(modelsDir, { recursive: true, force: true }));

test("when it runs, then it prints the scores of a bundle that is there, and a forecast of the next session", async () => {
  const printed = await run(SCRIPT, modelsDir);
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

  // The weights of two builds of the kernel differ in the last bits, and so may the last digit of a price.
  const [, shown] = (await read("docs/library.md")).match(/^It prints\n\n```\n([\s\S]*?)^bundle:/m)!;
  const figures = (text: string) => text.match(/\d+\.\d+|\d{4}-\d\d-\d\d/g)!;
  const ours = figures(printed.slice(0, printed.indexOf("bundle:")));
  expect(figures(shown!).map(Number)).toEqual(
    ours.map((figure) => (Number.isNaN(Number(figure)) ? Number.NaN : expect.closeTo(Number(figure), 1))),
  );
});

test.each(["README.md", "docs/library.md"])("when %s shows it, then as it stands here", async (page) => {
  expect(await read(page)).toContain(`\`\`\`ts\n${await read(`examples/${SCRIPT}`)}\`\`\`\n`);
});
