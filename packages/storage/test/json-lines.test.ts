import { execFile } from "node:child_process";
import { appendFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "@jest/globals";
import { appendJsonLine, readJsonLines } from "../src/index.ts";
import { folder } from "./folder.ts";

const SOURCE = new URL("../src/index.ts", import.meta.url).href;
const log = async () => join(await folder(), "log.jsonl");
const line = (k: number) => JSON.stringify({ k, text: "é€😀" });

test("when lines are appended, then they are read in that order; a missing file has none", async () => {
  const path = await log();
  expect(await readJsonLines(path)).toEqual({ lines: [], torn: "" });
  for (const k of [1, 2, 3]) await appendJsonLine(path, line(k));
  expect(await readJsonLines(path)).toEqual({ lines: [line(1), line(2), line(3)], torn: "" });
  expect(await readFile(path, "utf8")).toBe(`${line(1)}\n${line(2)}\n${line(3)}\n`);
});

test("when the last line is cut at any byte, then the others are read, and the next append repairs the file", async () => {
  const path = await log();
  const last = Buffer.from(line(2));
  for (let bytes = 1; bytes < last.length; bytes++) {
    await writeFile(path, `${line(1)}\n`);
    await appendFile(path, last.subarray(0, bytes));
    const { lines, torn } = await readJsonLines(path);
    expect([lines, torn.length > 0]).toEqual([[line(1)], true]);
    await appendJsonLine(path, line(3));
    expect(await readFile(path, "utf8")).toBe(`${line(1)}\n${line(3)}\n`);
  }
});

test.each(["\0".repeat(100), '{"k":', '{"k":1}\0\0', "x"])(
  "when the file is nothing but a torn line, then it is empty",
  async (text) => {
    const path = await log();
    await writeFile(path, text);
    expect(await readJsonLines(path)).toEqual({ lines: [], torn: text });
    await appendJsonLine(path, line(1));
    expect(await readJsonLines(path)).toEqual({ lines: [line(1)], torn: "" });
  },
);

test("when an editor left out the last line feed, then the last line is whole and stays", async () => {
  const path = await log();
  await writeFile(path, `${line(1)}\n${line(2)}`);
  expect(await readJsonLines(path)).toEqual({ lines: [line(1), line(2)], torn: "" });
  await appendJsonLine(path, line(3));
  expect(await readJsonLines(path)).toEqual({ lines: [line(1), line(2), line(3)], torn: "" });
});

test("when bytes before the last line are no UTF-8, then they stay as they are", async () => {
  const path = await log();
  const before = Buffer.from([0xff, 0xfe, 0x80, 10]);
  await writeFile(path, Buffer.concat([before, Buffer.from('{"torn')]));
  await appendJsonLine(path, line(1));
  expect(await readFile(path)).toEqual(Buffer.concat([before, Buffer.from(`${line(1)}\n`)]));
});

// The limit of a process stands in for a full disk; not every system has one.
(process.platform === "linux" ? test : test.skip)(
  "when the disk is full in the middle of a line, then the file is as it was, and grows again once there is room",
  async () => {
    const path = await log();
    await appendJsonLine(path, line(1));
    const code = `
      import { appendJsonLine } from ${JSON.stringify(SOURCE)};
      process.on("SIGXFSZ", () => {});
      await appendJsonLine(${JSON.stringify(path)}, JSON.stringify("x".repeat(200_000))).catch(({ code }) => console.log(code));`;
    const args = ["-c", 'ulimit -f 64; exec "$@"', "sh", process.execPath, "--input-type=module-typescript"];
    const { stdout } = await promisify(execFile)("bash", [...args, "--eval", code], {
      env: { ...process.env, NODE_OPTIONS: "" },
    });
    expect(stdout).toBe("EFBIG\n");
    expect(await readFile(path, "utf8")).toBe(`${line(1)}\n`);
    await appendJsonLine(path, line(2));
    expect((await readJsonLines(path)).lines).toEqual([line(1), line(2)]);
  },
);
