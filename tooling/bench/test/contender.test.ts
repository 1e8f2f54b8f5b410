import { expect, test } from "@jest/globals";
import { Contender } from "../src/contender.ts";

test.each([
  [[process.execPath, "-e", "throw new Error('no such library')"], "Error: no such library"],
  [["/no/such/python"], "spawn /no/such/python ENOENT"],
] as const)("when %j does not start, then the reason is its error", async (command, reason) => {
  expect(await Contender.start({ engine: "lstm-predict", threads: 1, command: [...command] })).toBe(reason);
});
