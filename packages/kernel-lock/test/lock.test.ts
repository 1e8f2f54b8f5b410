import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, describe, expect, test } from "@jest/globals";
import { isHeld, takeLock } from "../src/index.ts";
import { holder } from "./holder.ts";

const SOURCE = new URL("../src/index.ts", import.meta.url).href;

const made: string[] = [];
afterAll(async () => {
  for (const dir of made) await rm(dir, { recursive: true, force: true });
});

async function folder(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), "kernel-lock-"));
  made.push(dir);
  return dir;
}

const lockPath = async () => join(await folder(), "locks", "AAPL");

test("when a lock is held in this process, then it is free only after its release", async () => {
  const path = await lockPath();
  const lock = takeLock(path)!;
  expect(takeLock(path)).toBeUndefined();
  expect(takeLock(`${path}-other`)).toBeDefined();
  lock.release();
  lock.release();
  expect(takeLock(path)).toBeDefined();
});

test("when another process holds it, then it is taken until that process is killed, whatever is collected as garbage", async () => {
  const path = await lockPath();
  const other = await holder(path);
  for (let k = 0; k < 20; k++) {
    expect([takeLock(path), isHeld(path)]).toEqual([undefined, true]);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await other.kill();
  expect(isHeld(path)).toBe(false);
  expect(takeLock(path)).toBeDefined();
});

describe.each([-3_600_000, 3_600_000, 10 * 365 * 86_400_000])("a lock file dated %d ms from now", (ms) => {
  const date = new Date(Date.now() + ms);

  test("when nobody holds it, then it is free", async () => {
    const path = await lockPath();
    await mkdir(join(path, ".."));
    await writeFile(path, "");
    await utimes(path, date, date);
    expect(takeLock(path)).toBeDefined();
  });

  test("when it is held, then it is not taken", async () => {
    const path = await lockPath();
    const lock = takeLock(path);
    await utimes(path, date, date);
    expect(takeLock(path)).toBeUndefined();
    lock!.release();
  });
});

test.each(["999999\n", '{"pid":1,"host":"elsewhere"}', "x".repeat(70_000)])(
  "when the file has the content of an earlier version's lock, then it is emptied and taken once",
  async (content) => {
    const path = await lockPath();
    await mkdir(join(path, ".."));
    await writeFile(path, content);
    expect(isHeld(path)).toBe(false);
    expect(takeLock(path)).toBeDefined();
    expect((await stat(path)).size).toBe(0);
    expect(takeLock(path)).toBeUndefined();
  },
);

test("when others may write in the folder, then they may take its locks", async () => {
  const path = await lockPath();
  await mkdir(join(path, ".."));
  await chmod(join(path, ".."), 0o775);
  const lock = takeLock(path)!;
  expect((await stat(path)).mode & 0o777).toBe(0o664);
  expect(await readdir(join(path, ".."))).toEqual(["AAPL"]);
  lock.release();
  expect(await readdir(join(path, ".."))).toEqual([]);
});

test("when the file of a held lock was deleted and another process took the new one, then the release leaves that alone", async () => {
  const path = await lockPath();
  const lock = takeLock(path)!;
  await rm(path);
  const other = await holder(path);
  lock.release();
  expect(takeLock(path)).toBeUndefined();
  await other.kill();
  expect(takeLock(path)).toBeDefined();
});

test("when processes take and release one lock again and again, then no two hold it at once", async () => {
  const path = await lockPath();
  const log = `${path}.log`;
  const code = `
    import { appendFileSync } from "node:fs";
    import { isHeld, takeLock } from ${JSON.stringify(SOURCE)};
    for (let k = 0; k < 100; ) {
      const lock = takeLock(${JSON.stringify(path)});
      if (lock) {
        k++;
        appendFileSync(${JSON.stringify(log)}, process.pid + "\\n");
        await new Promise(setImmediate);
        appendFileSync(${JSON.stringify(log)}, process.pid + "\\n");
        lock.release();
      }
      await new Promise((resolve) => setTimeout(resolve, 2 * Math.random()));
    }`;
  const args = ["--input-type=module-typescript", "--eval", code];
  const env = { ...process.env, NODE_OPTIONS: "" };
  await Promise.all([1, 2, 3].map(() => promisify(execFile)(process.execPath, args, { env })));
  const lines = (await readFile(log, "utf8")).trim().split("\n");
  expect(lines).toHaveLength(600);
  for (let k = 0; k < lines.length; k += 2) expect(lines[k + 1]).toBe(lines[k]);
});

test("when there is no file, or it may only be read, then it is known to be free, and nothing is made", async () => {
  const path = await lockPath();
  expect(isHeld(path)).toBe(false);
  await mkdir(join(path, ".."));
  expect(await readdir(join(path, ".."))).toEqual([]);
  await writeFile(path, "");
  expect(isHeld(path)).toBe(false);
  expect(await readdir(join(path, ".."))).toEqual(["AAPL"]);
});

test("when another process only looks at a lock, then it is not held: whoever waits a moment gets it", async () => {
  const path = await lockPath();
  takeLock(path)!.release();
  const code = `
    import { DatabaseSync } from "node:sqlite";
    import { once } from "node:events";
    const database = new DatabaseSync(${JSON.stringify(path)});
    database.exec("BEGIN; SELECT 1 FROM sqlite_schema");
    console.log("looks");
    await once(process.stdin, "data");
    setTimeout(() => process.stdin.destroy(), 10);`;
  const child = spawn(process.execPath, ["--input-type=module-typescript", "--eval", code], {
    env: { ...process.env, NODE_OPTIONS: "" },
    stdio: ["pipe", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  expect(isHeld(path)).toBe(false);
  expect(takeLock(path, 0)).toBeUndefined();
  child.stdin.write("go");
  await new Promise((resolve) => setTimeout(resolve, 1));
  expect(takeLock(path, 60_000)).toBeDefined();
});
