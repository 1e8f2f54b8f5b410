import { expect, test } from "@jest/globals";
import { read, run } from "./scripts.ts";

const SCRIPT = "score-every-forecaster.ts";

test("when it runs, then every forecaster has its score: naive's MASE is 1, and only the model has both", async () => {
  const lines = (await run(SCRIPT)).trim().split("\n");
  const scores = lines.map((line) => {
    const [name, ...words] = line.trim().split(/\s+/);
    return [name, words.join(" ")] as const;
  });
  const named = (pattern: RegExp) => scores.filter(([, text]) => pattern.test(text)).map(([name]) => name);
  expect(named(/^MASE \d\.\d{4}$/)).toEqual(["naive", "drift", "shrunkDrift", "ridge"]);
  expect(named(/^interval score \d\.\d{3}$/)).toEqual([
    "constant",
    "ewma",
    "ewmaRange",
    "garch",
    "har",
    "harVolume",
    "zeroShot",
  ]);
  expect(named(/^MASE \d\.\d{4} interval score \d\.\d{3}$/)).toEqual(["model"]);
  expect(Object.fromEntries(scores).naive).toBe("MASE 1.0000");
});

test("when docs/library.md shows it, then as it stands here", async () => {
  expect(await read("docs/library.md")).toContain(`\`\`\`ts\n${await read(`examples/${SCRIPT}`)}\`\`\`\n`);
});
