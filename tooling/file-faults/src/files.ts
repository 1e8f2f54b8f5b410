import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  appendJsonLine,
  placeFolder,
  readJsonLines,
  replaceFile,
  sweep,
  withLock,
} from "@lstm-predict/storage";
import type { Scenario } from "./scenario.ts";

const [OLD, NEW] = ["old;".repeat(10_000), "new;".repeat(10_000)];
const FILES = (content: string) => ({ "a.bin": content, "deep/b.bin": content });

function stateOf(contents: readonly string[]): "old" | "new" {
  for (const [state, content] of [
    ["old", OLD],
    ["new", NEW],
  ] as const) {
    if (contents.every((text) => text === content)) return state;
  }
  throw new Error(`it holds ${contents.map((text) => `${text.length} x ${text.slice(0, 3)}`).join(", ")}`);
}

/** As every caller of storage: sweep first, in the lock. */
const held = (dir: string, work: () => Promise<unknown>) =>
  withLock(join(dir, "lock"), async () => {
    await sweep(dir);
    await work();
  });

const one = (dir: string) => join(dir, "file");
const folder = (dir: string) => join(dir, "folder");
const log = (dir: string) => join(dir, "log.jsonl");

/** Scenarios of storage alone. */
export const files: Record<string, Scenario> = {
  replaceFile: {
    prepare: (dir) => replaceFile(one(dir), OLD),
    run: (dir) => held(dir, () => replaceFile(one(dir), NEW)),
    look: async (dir) => stateOf([await readFile(one(dir), "utf8")]),
  },
  appendJsonLine: {
    prepare: async (dir) => {
      await mkdir(dir);
      await appendJsonLine(log(dir), JSON.stringify(OLD));
    },
    run: (dir) => held(dir, () => appendJsonLine(log(dir), JSON.stringify(NEW))),
    look: async (dir) => {
      const [first, ...others] = (await readJsonLines(log(dir))).lines.map((line) => JSON.parse(line));
      if (first !== OLD) throw new Error("the first line is lost");
      return others.length === 0 ? "old" : stateOf(others);
    },
  },
  placeFolder: {
    prepare: (dir) => mkdir(dir).then(() => {}),
    run: (dir) => held(dir, () => placeFolder(folder(dir), FILES(NEW), async () => {}, { replace: true })),
    look: async (dir) => {
      const contents = await Promise.all(
        Object.keys(FILES("")).map((name) => readFile(join(folder(dir), name), "utf8").catch(() => OLD)),
      );
      return stateOf(contents);
    },
  },
};

export default files;
