// Preloaded with `node --import`, gives a program faults at its file operations, as FILE_FAULT says:
//
//     kill      what a SIGKILL before each operation that changes something would leave, as copies
//     empty:n   SIGKILL when the n-th write has created its file
//     torn:n    SIGKILL when the n-th write has written half of its bytes
//     full:n    from the n-th operation on that needs room, the disk has none: that write stops after half of its bytes
//
// A killed process leaves its files and nothing else, since the kernel ends its locks. So `kill` ends none: before each operation it
// copies the folder FILE_FAULT_STATE to FILE_FAULT_COPIES/1, /2 and so on, and one run shows all kills. The other faults say "fault" on
// standard error when they occur.
import { AsyncLocalStorage } from "node:async_hooks";
import fs from "node:fs";
import promises from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { join } from "node:path";

type Call = (...args: unknown[]) => unknown;
type Module = Record<string, Call>;
/** "write" and "create" need room on the disk; "other" does not. */
type Kind = "write" | "create" | "other";

const { FILE_FAULT = "", FILE_FAULT_STATE = "", FILE_FAULT_COPIES = "" } = process.env;
const [mode, at] = FILE_FAULT.split(":");
const COUNTED: Record<string, readonly Kind[]> = {
  empty: ["write"],
  torn: ["write"],
  full: ["write", "create"],
};
if (mode !== "kill" && !(COUNTED[mode!] && Number(at) > 0)) throw new Error(`FILE_FAULT is "${FILE_FAULT}"`);
let left = Number(at);
let [copies, isCopying] = [0, false];
let isFull = false;
const { cpSync, writeSync } = fs;

/** Copies what a kill would leave. */
function keepState(): void {
  if (isCopying) return; // an operation of the copy itself
  isCopying = true;
  cpSync(FILE_FAULT_STATE, join(FILE_FAULT_COPIES, String(++copies)), { recursive: true });
  isCopying = false;
}

const inside = new AsyncLocalStorage<true>();
let turn: Promise<unknown> = Promise.resolve();

/**
 * Performs an asynchronous operation. Where the state is copied, it waits for those before it, so that no copy has a half of one; but
 * not for the one that it is a part of.
 */
async function inTurn(operation: () => unknown): Promise<unknown> {
  if (mode !== "kill" || inside.getStore()) return operation();
  const done = turn.then(() => inside.run(true, operation));
  turn = done.catch(() => {});
  return done;
}

/** Whether the fault is to occur in this operation. */
function isDue(kind: Kind): boolean {
  if (mode === "kill") {
    keepState();
    return false;
  }
  if (!COUNTED[mode!]!.includes(kind) || --left !== 0) return false;
  writeSync(2, "fault\n");
  return true;
}

function die(): never {
  process.kill(process.pid, "SIGKILL");
  for (;;);
}

function noSpace(name: string): Error {
  const fields = { code: "ENOSPC", errno: -28, syscall: name };
  return Object.assign(new Error(`ENOSPC: no space left on device, ${name}`), fields);
}

/** An operation that changes something, but has no bytes to write. */
function wrap(
  module: Module,
  name: string,
  kind: Kind,
  changes: (...args: never[]) => boolean = () => true,
): void {
  const original = module[name]!;
  const isAsync = module !== (fs as unknown as Module);
  module[name] = function (this: unknown, ...args: unknown[]) {
    if (!changes(...(args as never[]))) return original.apply(this, args);
    const operate = () => {
      if (isFull && kind !== "other") throw noSpace(name);
      if (isDue(kind)) {
        if (mode !== "full") die();
        isFull = true;
        throw noSpace(name);
      }
      return original.apply(this, args);
    };
    return isAsync ? inTurn(operate) : operate();
  };
}

/** `name(target, data, ...)` or, for `place` 0, `name(data, ...)` of a handle. */
function wrapWrite(module: Module, name: string, place: 0 | 1): void {
  const original = module[name]!;
  module[name] = async function (this: unknown, ...args: unknown[]) {
    if (isFull) throw noSpace(name);
    const data = Buffer.from(args[place] as string);
    const write = () => {
      keepState();
      return original.apply(this, args);
    };
    if (mode === "kill") return inTurn(write);
    if (!isDue("write")) return original.apply(this, args);
    const part = mode === "empty" ? Buffer.alloc(0) : data.subarray(0, Math.ceil(data.length / 2));
    await original.apply(this, args.with(place, part));
    if (mode !== "full") die();
    isFull = true;
    throw noSpace(name);
  };
}

function wrapWriteSync(name: "writeFileSync" | "writeSync"): void {
  const module = fs as unknown as Module;
  const original = module[name]!;
  module[name] = (target, content, ...rest) => {
    if (typeof target === "number" && target <= 2) return original(target, content, ...rest);
    if (isFull) throw noSpace(name);
    if (!isDue("write")) return original(target, content, ...rest);
    const from = name === "writeSync" ? Number(rest[0] ?? 0) : 0;
    const data = Buffer.from(content as string).subarray(from);
    const part = mode === "empty" ? Buffer.alloc(0) : data.subarray(0, Math.ceil(data.length / 2));
    const written = name === "writeSync" ? original(target, part) : original(target, part, ...rest);
    if (mode !== "full") die();
    isFull = true;
    if (name === "writeSync") return written; // as the system: the next call finds no room
    throw noSpace(name);
  };
}

const creates = (_path: string, flags?: string) => /[wax]/.test(String(flags ?? "r"));
const asModule = (value: object) => value as Module;
const handle = await promises.open(process.execPath);
const handles = asModule(Object.getPrototypeOf(handle));
await handle.close();

for (const name of ["mkdir", "link", "symlink", "rename", "copyFile", "cp"]) {
  wrap(asModule(promises), name, "create");
  wrap(asModule(fs), `${name}Sync`, "create");
}
for (const name of ["rm", "rmdir", "unlink", "truncate", "chmod", "utimes"]) {
  wrap(asModule(promises), name, "other");
  wrap(asModule(fs), `${name}Sync`, "other");
}
wrap(asModule(promises), "open", "create", creates);
wrap(asModule(fs), "openSync", "create", creates);
wrap(asModule(fs), "fsyncSync", "create");
wrap(asModule(fs), "ftruncateSync", "other");
wrap(handles, "truncate", "other");
wrap(handles, "sync", "create");
wrapWrite(asModule(promises), "writeFile", 1);
wrapWrite(asModule(promises), "appendFile", 1);
wrapWrite(handles, "writeFile", 0);
wrapWrite(handles, "appendFile", 0);
wrapWrite(handles, "write", 0);
wrapWriteSync("writeFileSync");
wrapWriteSync("writeSync");
syncBuiltinESMExports();
