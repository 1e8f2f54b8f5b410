import { expect, test } from "@jest/globals";
import { expectShown, run } from "./scripts.ts";

test("when it runs, then the bars of its database are cleaned, and forecast from", async () => {
  const printed = await run("your-own-source.ts");
  // 846 sessions of New York from January 2015 to 11 May 2018.
  expect(printed).toMatch(/^846 bars of ACME from desk.sqlite\n/);
  expect(printed).toContain("- Dropped 1 row (high below low): 2016-02-29.\n");
  expect(printed).toMatch(/^close of 2018-05-14: 188.59, 90 % of the time from 18\d\.\d\d to 19\d\.\d\d$/m);
  await expectShown("your-own-source.ts", printed);
});
