import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { folderSize } from "../src/files/folder-size.ts";
import { placeFolder, removeFolder } from "../src/files/place.ts";
import { sweep } from "../src/files/sweep.ts";
import { folder } from "./folder.ts";

test("when a folder is removed, then nothing of it is left; a missing one counts as removed", async () => {
  const parent = await folder();
  const target = join(parent, "20261124T040506Z-1a2b3c4d");
  await placeFolder(target, { "a.txt": "a", "plots/b.txt": "bb" }, async () => {});
  expect((await folderSize(target)).bytes).toBe(3);
  await removeFolder(target);
  await removeFolder(target);
  expect(await readdir(parent)).toEqual([]);
  expect(await folderSize(target)).toEqual({ bytes: 0, changedAt: 0 });
});

test("when a removal was killed after the folder had moved, then the sweep removes the rest", async () => {
  const parent = await folder();
  const left = join(parent, ".old-20261124T040506Z-1a2b3c4d-0b8f1c0e-6f6e-4d3c-9a55-0123456789ab");
  await mkdir(left);
  await writeFile(join(left, "weights.bin"), "?");
  await sweep(parent);
  expect(await readdir(parent)).toEqual([]);
});
