import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { holder } from "../../kernel-lock/test/holder.ts";
import { tryLock, withLock } from "../src/index.ts";
import { folder } from "./folder.ts";

const lockPath = async () => join(await folder(), "locks", "AAPL");

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
