import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { run } from "./run-jest.ts";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const committed = here("../prebuilt");
const FILES = [
  "darwin-arm64.node",
  "darwin-x64.node",
  "linux-arm64.node",
  "linux-x64.node",
  "win32-x64.node",
];
const LIMIT = 300_000;

const build = (python: string) =>
  run([process.execPath, here("../scripts/build-native.ts"), folder], { NODE_OPTIONS: "", PYTHON: python });

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "rebuilt-"));
  expect(await build(here(".venv/bin/python"))).toEqual({ code: 0, failure: "" });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test("when native/ is compiled, then it gives the committed files and no other", async () => {
  for (const built of [folder, committed]) {
    expect((await readdir(built)).sort()).toEqual([...FILES, "sha256.json"].sort());
  }
});

test.each([...FILES, "sha256.json"])(
  "when %s is compiled again, then its bytes equal the committed ones",
  async (file) => {
    const bytes = await readFile(join(folder, file));
    process.stderr.write(`${file}: ${bytes.length} bytes\n`);
    expect(bytes.length).toBeLessThan(LIMIT);
    expect(bytes.equals(await readFile(join(committed, file)))).toBe(true);
  },
);

test("when Python does not have the compiler, then one line says how to install it", async () => {
  expect(await build("no-python")).toEqual({
    code: 1,
    failure:
      "no-python does not have ziglang 0.17.1: pip install ziglang==0.17.1, or name another Python in PYTHON\n",
  });
});
