import { once } from "node:events";
import { expect, test } from "@jest/globals";
import { readChampion } from "@lstm-predict/registry";
import { folder, QUICK } from "./cli.ts";
import { startCli } from "./cli-process.ts";

test("when who reads leaves after the first words, as `head` does, then the training goes on to its end", async () => {
  const models = await folder();
  const child = await startCli(["train", ...QUICK, "--out", models]);
  child.stdout.destroy();
  child.stderr.once("data", () => child.stderr.destroy());
  expect(await once(child, "close")).toEqual([0, null]);
  expect((await readChampion(models, "AAPL"))?.reason).toBe("first successful training");
});
