import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "@jest/globals";
import { readChampion } from "@lstm-predict/registry";
import { folder, MAIN, QUICK } from "./cli.ts";

test("when who reads leaves after the first words, as `head` does, then the training goes on to its end", async () => {
  const models = await folder();
  const args = ["train", ...QUICK, "--out", models];
  const env = { ...process.env, NODE_OPTIONS: "", MLRUNS_DIR: await folder() };
  const child = spawn(process.execPath, [MAIN, ...args], { env, stdio: ["ignore", "pipe", "pipe"] });
  child.stdout.destroy();
  child.stderr.once("data", () => child.stderr.destroy());
  expect(await once(child, "close")).toEqual([0, null]);
  expect((await readChampion(models, "AAPL"))?.reason).toBe("first successful training");
});
