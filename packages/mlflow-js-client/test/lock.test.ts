import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { takeLock } from "../src/spool/lock.ts";
import { newFolder } from "./spool-dir.ts";

const path = () => join(newFolder(), "run", "lock");

test("when the lock is held, then it cannot be taken until it is released", () => {
  const file = path();
  const lock = takeLock(file)!;
  expect(takeLock(file)).toBeUndefined();
  lock.release();
  const next = takeLock(file);
  expect(next).toBeDefined();
  next!.release();
  expect(readdirSync(join(file, ".."))).toEqual([]);
});

test("when the process that holds the lock is killed, then the lock is free", async () => {
  const file = path();
  const module = JSON.stringify(join(import.meta.dirname, "../src/spool/lock.ts"));
  const code = `import(${module}).then(({ takeLock }) => { takeLock(${JSON.stringify(file)}); console.log("held"); setInterval(() => {}, 1000); })`;
  const child = spawn(process.execPath, ["-e", code], { stdio: ["ignore", "pipe", "inherit"], env: {} });
  await once(child.stdout, "data");
  expect(takeLock(file)).toBeUndefined();
  child.kill("SIGKILL");
  await once(child, "close");
  const lock = takeLock(file);
  expect(lock).toBeDefined();
  lock!.release();
});

test("when a new process has the id of the dead holder, then the lock is free", () => {
  const file = path();
  takeLock(file);
  const holder = JSON.parse(readFileSync(file, "utf8"));
  writeFileSync(file, JSON.stringify({ ...holder, started: "an older process" }));
  expect(takeLock(file)).toBeDefined();
});

test("when the holder is on another machine, then the lock is free only after a long time without a heartbeat", () => {
  const file = path();
  takeLock(file);
  writeFileSync(file, JSON.stringify({ pid: 1, started: "", host: "elsewhere" }));
  expect(takeLock(file)).toBeUndefined();
  const longAgo = new Date(Date.now() - 3_600_000);
  utimesSync(file, longAgo, longAgo);
  expect(takeLock(file)).toBeDefined();
});
