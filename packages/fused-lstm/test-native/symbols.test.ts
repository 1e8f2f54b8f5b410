import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "@jest/globals";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const EXPORTS = ["napi_register_module_v1", "node_api_module_get_api_version_v1"];

interface Symbols {
  /** The libraries that a file needs; on Windows, with what it needs of them. */
  libraries: Record<string, string[]>;
  /** What it needs of any library or the program. */
  symbols: string[];
  exports: string[];
}

async function symbolsOf(file: string): Promise<Symbols> {
  const command = [here("list_symbols.py"), here(`../prebuilt/${file}`)];
  const { stdout } = await promisify(execFile)(here(".venv/bin/python"), command);
  return JSON.parse(stdout);
}

const isForeign = (symbol: string) => !symbol.startsWith("napi_");

// No C library: the file runs with glibc and musl.
test.each(["linux-x64.node", "linux-arm64.node"])(
  "when %s is loaded, then it needs functions of Node-API alone",
  async (file) => {
    const { libraries, symbols, exports } = await symbolsOf(file);
    expect([libraries, symbols.filter(isForeign)]).toEqual([{}, []]);
    expect([symbols.length > 0, exports.sort()]).toEqual([true, EXPORTS]);
  },
);

test.each(["darwin-x64.node", "darwin-arm64.node"])(
  "when %s is loaded, then it needs Node-API and the linker's own symbols alone",
  async (file) => {
    const { libraries, symbols, exports } = await symbolsOf(file);
    // The first is the name of the file itself, which must not be a path of the machine that built it.
    expect(Object.keys(libraries)).toEqual([file, "/usr/lib/libSystem.B.dylib"]);
    expect(symbols.map((name) => name.replace(/^_/, "")).filter(isForeign)).toEqual(["dyld_stub_binder"]);
    expect(exports).toEqual(expect.arrayContaining(EXPORTS.map((name) => `_${name}`)));
  },
);

test("when win32-x64.node is loaded, then it needs Node-API and libraries that Windows has", async () => {
  const { libraries, exports } = await symbolsOf("win32-x64.node");
  const { "node.exe": node, ...system } = libraries;
  expect([node!.filter(isForeign), exports.sort()]).toEqual([[], EXPORTS]);
  expect(Object.keys(system).filter((name) => !/^(KERNEL32|api-ms-win-crt-.*)\.dll$/.test(name))).toEqual([]);
});
