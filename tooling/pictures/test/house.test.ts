import { readFile, stat } from "node:fs/promises";
import { expect, test } from "@jest/globals";
import { describeHouse, HOUSE } from "../src/house/house.ts";
import { describeSteps, readSteps } from "../src/house/steps.ts";
import { drawHouse } from "../src/house/svg.ts";
import { atRoot } from "../src/paths.ts";

test("when packages or steps have changed, then `pnpm --filter pictures draw` was run", async () => {
  expect(await readFile(atRoot(HOUSE), "utf8")).toBe(await describeHouse());
});

test("when a page has numbered sections, then each belongs to the package of its first link", () => {
  const page = [
    "# Title [x](../packages/x/a.ts)",
    "## 1. One\n[a](../packages/a/src/a.ts) [b](../packages/b/src/b.ts)",
    "## 2. Two\n[a](../packages/a/src/c.ts)",
    "## Other\n[b](../packages/b/src/b.ts)",
    "## 4. Four\n[a](../packages/a/src/c.ts)",
  ].join("\n");
  const steps = readSteps(page);
  expect([...steps]).toEqual([["packages/a", [1, 2, 4]]]);
  expect(describeSteps(steps.get("packages/a")!)).toBe("1–2, 4");
});

test("when a sentence is longer than its room, then its first clause stands there alone, and letters are escaped", () => {
  const room = { name: "a<b", description: "Short: and long enough for a wide room.", steps: "" };
  const narrow = drawHouse([{ label: "", rooms: Array(5).fill(room) }], "");
  expect(narrow).toContain(">Short</text>");
  expect(narrow).toContain("a&lt;b");
  const wide = drawHouse([{ label: "", rooms: [room] }], "");
  expect(wide).toContain(">Short: and long enough for a wide room</text>");
});

test.each(["dashboard", "report"])("when %s.png is shown, then it has at most 150 KB", async (name) => {
  expect((await stat(atRoot(`docs/pictures/${name}.png`))).size).toBeLessThanOrEqual(150_000);
});
