import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { sweep } from "../src/index.ts";
import { folder } from "./folder.ts";

const UUID = "0b8f1c0e-6f6e-4d3c-9a55-0123456789ab";
const LEFT = [
  `.AAPL.json-${UUID}`,
  `.AAPL.json.replaced-20261124T040506789Z-${UUID}`,
  `.KO.json-${UUID}`,
  `.saving-20261124T040506Z-1a2b3c4d-${UUID}`,
  `.old-v1-${UUID}`,
];
const KEPT = [
  ".gitkeep",
  ".env-1",
  "AAPL.json",
  "AAPL.json.corrupt-20261124T040506789Z",
  `v1-${UUID}`,
  `.${UUID}`,
];

async function filled(): Promise<string> {
  const dir = await folder();
  for (const name of [...LEFT, ...KEPT]) await writeFile(join(dir, name), "");
  await mkdir(join(dir, `.saving-v2-${UUID}`, "plots"), { recursive: true });
  return dir;
}

test("when a folder is swept, then temporaries go, files and folders, and nothing else", async () => {
  const dir = await filled();
  await sweep(dir);
  expect((await readdir(dir)).sort()).toEqual([...KEPT].sort());
  await sweep(join(dir, "nowhere"));
});

test("when the temporaries of one file are swept, then those of others stay", async () => {
  const dir = await filled();
  await sweep(dir, "AAPL.json");
  expect((await readdir(dir)).sort()).toEqual([...LEFT.slice(2), ...KEPT, `.saving-v2-${UUID}`].sort());
});
