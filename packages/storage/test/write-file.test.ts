import { lstat, mkdir, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import {
  displayPath,
  placeFolder,
  replaceFile,
  writeFilesWhole,
  writeFolderWhole,
  writeWhole,
} from "../src/index.ts";
import { folder } from "./folder.ts";

const text = (file: string) => readFile(file, "utf8");

describe("replaceFile", () => {
  test("when the folder is not there, then it is made; when the file is, then it is replaced", async () => {
    const file = join(await folder(), "a", "b", "file.txt");
    await replaceFile(file, "old");
    await replaceFile(file, Uint8Array.of(110, 101, 119));
    expect(await text(file)).toBe("new");
    expect(await readdir(join(file, ".."))).toEqual(["file.txt"]);
  });

  test("when several write at once, then the file is that of one of them, and nothing lies about", async () => {
    const file = join(await folder(), "file.txt");
    const texts = Array.from({ length: 20 }, (_, k) => String(k).repeat(50_000));
    await Promise.all(texts.map((text) => replaceFile(file, text)));
    expect(texts).toContain(await text(file));
    expect(await readdir(join(file, ".."))).toEqual(["file.txt"]);
  });
});

test("when the file is a link, then it stays one; when it has permissions of its own, then it keeps them", async () => {
  const dir = await folder();
  await writeFile(join(dir, "file.txt"), "old", { mode: 0o600 });
  await symlink("file.txt", join(dir, "link.txt"));
  await replaceFile(join(dir, "link.txt"), "new");
  expect(await text(join(dir, "file.txt"))).toBe("new");
  expect((await lstat(join(dir, "link.txt"))).isSymbolicLink()).toBe(true);
  if (process.platform !== "win32") expect((await stat(join(dir, "file.txt"))).mode & 0o777).toBe(0o600);
});

describe("files that a person named", () => {
  test("when a path cannot be written, then the error quotes it, and has the system's code", async () => {
    const dir = await folder();
    await writeFile(join(dir, "taken"), "mine");
    for (const [path, code] of [
      [dir, "EISDIR"],
      [join(dir, "taken", "x.html"), "ENOTDIR|EEXIST"],
    ] as const) {
      const error = await writeWhole(path, "?").catch((error) => error);
      expect(error.message).toContain(`cannot write "${path}": `);
      expect(error.code).toMatch(new RegExp(`^(${code})$`));
    }
    expect([await readdir(dir), await text(join(dir, "taken"))]).toEqual([["taken"], "mine"]);
  });

  test("when one of several cannot be written, then none is replaced, and it is the one that is named", async () => {
    const dir = await folder();
    const [good, bad] = [join(dir, "good.txt"), join(dir, "bad.txt")];
    await writeFile(good, "old");
    await mkdir(bad);
    const writing = writeFilesWhole({ [good]: "new", [bad]: "new" });
    await expect(writing).rejects.toThrow(`cannot write "${bad}": it is a folder`);
    expect([await text(good), (await readdir(dir)).sort()]).toEqual(["old", ["bad.txt", "good.txt"]]);
  });
});

describe("writeFolderWhole", () => {
  test("when the folder is there from an earlier time, then it is replaced, without what it has no more", async () => {
    const dir = join(await folder(), "export");
    await writeFolderWhole(dir, { "a.txt": "1", "b.txt": "1" });
    await expect(writeFolderWhole(dir, { "a.txt": "2" })).rejects.toMatchObject({ code: "EEXIST" });
    await writeFolderWhole(dir, { "a.txt": "2", "b.txt": "2", "c.txt": "2" });
    expect((await readdir(dir)).sort()).toEqual(["a.txt", "b.txt", "c.txt"]);
    expect(await text(join(dir, "b.txt"))).toBe("2");
    expect(await readdir(join(dir, ".."))).toEqual(["export"]);
  });

  test("when something else is in the folder, then it is left alone, and named", async () => {
    const dir = await folder();
    await writeFile(join(dir, "mine.txt"), "mine");
    await expect(writeFolderWhole(dir, { "a.txt": "1" })).rejects.toThrow(
      "it holds mine.txt, which is no part of an export: expected a new folder, or the folder of an earlier export",
    );
    expect(await readdir(dir)).toEqual(["mine.txt"]);
  });
});

describe("placeFolder", () => {
  test("when the check finds a fault, then nothing is left, not even the folder that was made for it", async () => {
    const dir = await folder();
    const refuse = async () => {
      throw new Error("not whole");
    };
    await expect(placeFolder(join(dir, "AAPL", "v1"), { "a/b.txt": "1" }, refuse)).rejects.toThrow(
      "not whole",
    );
    expect(await readdir(dir)).toEqual([]);
  });

  test("when it is checked, then under its hidden name; when it is in its place, then what the check said is returned", async () => {
    const target = join(await folder(), "AAPL", "v1");
    const seen = await placeFolder(target, { "a/b.txt": "1" }, async (dir) => [
      dir,
      await text(join(dir, "a/b.txt")),
    ]);
    expect(seen).toEqual([expect.stringContaining(join("AAPL", ".saving-v1-")), "1"]);
    expect(await readdir(join(target, ".."))).toEqual(["v1"]);
  });

  test("when the folder is there, then it stays, unless it is to be replaced", async () => {
    const target = join(await folder(), "v1");
    const place = (content: string, replace: boolean) =>
      placeFolder(target, { "a.txt": content }, async () => {}, { replace });
    await place("1", false);
    await expect(place("2", false)).rejects.toThrow();
    expect(await text(join(target, "a.txt"))).toBe("1");
    await place("3", true);
    expect(await text(join(target, "a.txt"))).toBe("3");
    expect(await readdir(join(target, ".."))).toEqual(["v1"]);
  });

  test("when the new folder cannot take the place of the old one, then the old one is back", async () => {
    const target = join(await folder(), "v1");
    await placeFolder(target, { "a.txt": "1" }, async () => {});
    const lose = (dir: string) => rm(dir, { recursive: true });
    await expect(placeFolder(target, { "a.txt": "2" }, lose, { replace: true })).rejects.toThrow("ENOENT");
    expect(await text(join(target, "a.txt"))).toBe("1");
    expect(await readdir(join(target, ".."))).toEqual(["v1"]);
  });
});

test.each([
  [".", "."],
  ["models/AAPL", "models/AAPL"],
  ["../elsewhere", undefined],
])(
  "when a path is %s from here, then a person reads it so, or whole when it is not below",
  (relative, shown) => {
    const path = join(process.cwd(), relative);
    expect(displayPath(path)).toBe(shown ?? path);
  },
);
