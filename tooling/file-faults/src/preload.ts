// Preloaded with `node --import`, gives a program one fault at the n-th of its file operations, as FILE_FAULT says:
//
//     kill:n    SIGKILL before the n-th operation that changes something
//     empty:n   SIGKILL when the n-th write has created its file
//     torn:n    SIGKILL when the n-th write has written half of its bytes
//     full:n    from the n-th operation on that needs room, the disk has none: that write stops after half of its bytes
//
// Says "fault" on standard error when the fault occurs.
import fs from "node:fs";
import promises from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";

type Call = (...args: unknown[]) => unknown;
type Module = Record<string, Call>;
/** "write" and "create" need room on the disk; "other" does not. */
type Kind = "write" | "create" | "other";

const [mode, at] = (process.env.FILE_FAULT ?? "").split(":");
const COUNTED: Record<string, readonly Kind[]> = {
  kill: ["write", "create", "other"],
  empty: ["write"],
  torn: ["write"],
  full: ["write", "create"],
};
if (!COUNTED[mode!] || !(Number(at) > 0)) throw new Error(`FILE_FAULT is "${process.env.FILE_FAULT}"`);
let left = Number(at);
let isFull = false;
const { writeSync } = fs;

/** Whether the fault is to occur in this operation. */
function isDue(kind: Kind): boolean {
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
    if (isFull && kind !== "other") return isAsync ? Promise.reject(noSpace(name)) : raise(noSpace(name));
    if (isDue(kind)) {
      if (mode !== "full") die();
      isFull = true;
      return isAsync ? Promise.reject(noSpace(name)) : raise(noSpace(name));
    }
    return original.apply(this, args);
  };
}

function raise(error: Error): never {
  throw error;
}

/** `name(target, data, ...)` or, for `place` 0, `name(data, ...)` of a handle. */
function wrapWrite(module: Module, name: string, place: 0 | 1): void {
  const original = module[name]!;
  module[name] = async function (this: unknown, ...args: unknown[]) {
    if (isFull) throw noSpace(name);
    const data = Buffer.from(args[place] as string);
    if (!isDue("write")) return original.apply(this, args);
    if (mode === "kill") die();
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
    if (mode === "kill") die();
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
