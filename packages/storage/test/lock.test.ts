import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "@jest/globals";
import { tryLock, withLock } from "../src/index.ts";
import { folder } from "./folder.ts";

const SOURCE = new URL("../src/index.ts", import.meta.url).href;

/** A process that takes the lock, says so, and holds it until it is killed. */
async function holder(path: string) {
  const code = `
    import { tryLock } from ${JSON.stringify(SOURCE)};
    console.log(tryLock(${JSON.stringify(path)}) ? "held" : "busy");
    setInterval(() => globalThis.gc(), 5);`;
  const args = ["--expose-gc", "--input-type=module-typescript", "--eval", code];
  const child = spawn(process.execPath, args, {
    env: { ...process.env, NODE_OPTIONS: "" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [said] = await once(child.stdout, "data");
  expect(String(said)).toBe("held\n");
  return {
    async kill() {
      child.kill("SIGKILL");
      await once(child, "close");
    },
  };
}

const lockPath = async () => join(await folder(), "locks", "AAPL");

test("when a lock is held in this process, then it is free only after its release", async () => {
  const path = await lockPath();
  const lock = tryLock(path)!;
  expect(tryLock(path)).toBeUndefined();
  expect(tryLock(`${path}-other`)).toBeDefined();
  lock.release();
  lock.release();
  expect(tryLock(path)).toBeDefined();
});

test("when another process holds it, then it is taken until that process is killed, whatever is collected as garbage", async () => {
  const path = await lockPath();
  const other = await holder(path);
  for (let k = 0; k < 20; k++) {
    expect(tryLock(path)).toBeUndefined();
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await other.kill();
  expect(tryLock(path)).toBeDefined();
});

describe.each([-3_600_000, 3_600_000, 10 * 365 * 86_400_000])("a lock file dated %d ms from now", (ms) => {
  const date = new Date(Date.now() + ms);

  test("when nobody holds it, then it is free", async () => {
    const path = await lockPath();
    await mkdir(join(path, ".."));
    await writeFile(path, "");
    await utimes(path, date, date);
    expect(tryLock(path)).toBeDefined();
  });

  test("when it is held, then it is not taken", async () => {
    const path = await lockPath();
    const lock = tryLock(path);
    await utimes(path, date, date);
    expect(tryLock(path)).toBeUndefined();
    lock!.release();
  });
});

test.each(["999999\n", '{"pid":1,"host":"elsewhere"}', "x".repeat(70_000)])(
  "when the file has the content of an earlier version's lock, then it is emptied and taken once",
  async (content) => {
    const path = await lockPath();
    await mkdir(join(path, ".."));
    await writeFile(path, content);
    expect(tryLock(path)).toBeDefined();
    expect((await stat(path)).size).toBe(0);
    expect(tryLock(path)).toBeUndefined();
  },
);

test("when two processes wait for one that is killed, then one at a time gets it", async () => {
  const path = await lockPath();
  const other = await holder(path);
  let inside = 0;
  const most: number[] = [];
  const work = () =>
    withLock(path, async () => {
      most.push(++inside);
      await new Promise((resolve) => setTimeout(resolve, 5));
      inside--;
    });
  const waiting = Promise.all(Array.from({ length: 8 }, work));
  await other.kill();
  await waiting;
  expect(most).toEqual(Array(8).fill(1));
});

test("when the work fails, then its error is thrown and the lock is free", async () => {
  const path = await lockPath();
  const failing = withLock(path, () => Promise.reject(new Error("no")));
  await expect(failing).rejects.toThrow("no");
  expect(tryLock(path)).toBeDefined();
});

test("when the lock is not free in time, then the error names it", async () => {
  const path = await lockPath();
  const lock = tryLock(path)!;
  const work = () => Promise.reject(new Error("it ran"));
  await expect(withLock(path, work, { waitMs: 50 })).rejects.toMatchObject({
    code: "locked",
    message: `another process has held the lock "${path}" for 0.05 s: try again when it has ended`,
  });
  lock.release();
});

test("when the signal aborts, before or during a wait, then the wait ends", async () => {
  const path = await lockPath();
  const lock = tryLock(path)!;
  const controller = new AbortController();
  const wait = () =>
    withLock(path, async () => "it ran", { waitMs: 600_000, signal: controller.signal }).catch(
      (error) => error.code,
    );
  const waiting = wait();
  setTimeout(() => controller.abort(), 20);
  expect([await waiting, await wait()]).toEqual(["interrupted", "interrupted"]);
  lock.release();
});

test("when no lock can be made there, then the error says why, at once", async () => {
  const dir = await folder();
  await mkdir(join(dir, "AAPL"));
  await writeFile(join(dir, "file"), "");
  expect(() => tryLock(join(dir, "AAPL"))).toThrow(/^cannot take the lock ".*AAPL": unable to open/);
  expect(() => tryLock(join(dir, "file", "AAPL"))).toThrow(/ENOTDIR|EEXIST/);
  await expect(withLock(join(dir, "AAPL"), async () => {})).rejects.toMatchObject({ code: "lock_failed" });
});

test("when others may write in the folder, then they may take its locks", async () => {
  const path = await lockPath();
  await mkdir(join(path, ".."));
  await chmod(join(path, ".."), 0o775);
  const lock = tryLock(path)!;
  expect((await stat(path)).mode & 0o777).toBe(0o664);
  expect(await readdir(join(path, ".."))).toEqual(["AAPL"]);
  lock.release();
  expect(await readdir(join(path, ".."))).toEqual([]);
});

test("when the file of a held lock was deleted and another process took the new one, then the release leaves that alone", async () => {
  const path = await lockPath();
  const lock = tryLock(path)!;
  await rm(path);
  const other = await holder(path);
  lock.release();
  expect(tryLock(path)).toBeUndefined();
  await other.kill();
  expect(tryLock(path)).toBeDefined();
});

test("when processes take and release one lock again and again, then no two hold it at once", async () => {
  const path = await lockPath();
  const log = `${path}.log`;
  const code = `
    import { appendFileSync } from "node:fs";
    import { withLock } from ${JSON.stringify(SOURCE)};
    for (let k = 0; k < 100; k++) {
      await withLock(${JSON.stringify(path)}, async () => {
        appendFileSync(${JSON.stringify(log)}, process.pid + "\\n");
        await new Promise(setImmediate);
        appendFileSync(${JSON.stringify(log)}, process.pid + "\\n");
      }, { waitMs: 600_000 });
    }`;
  const args = ["--input-type=module-typescript", "--eval", code];
  const env = { ...process.env, NODE_OPTIONS: "" };
  await Promise.all([1, 2, 3].map(() => promisify(execFile)(process.execPath, args, { env })));
  const lines = (await readFile(log, "utf8")).trim().split("\n");
  expect(lines).toHaveLength(600);
  for (let k = 0; k < lines.length; k += 2) expect(lines[k + 1]).toBe(lines[k]);
});
