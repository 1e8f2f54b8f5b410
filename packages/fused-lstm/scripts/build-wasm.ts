import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";

/**
 * `pnpm --filter fused-lstm build:wasm [FILE]`: compiles assembly/ to FILE, by default over the committed
 * wasm/kernel.wasm. The same sources give the same bytes on every machine.
 */
const FLAGS = ["--runtime", "stub", "--enable", "simd", "-O3", "--noAssert", "--converge"];

const root = fileURLToPath(new URL("..", import.meta.url));
const target = process.argv[2] ?? `${root}wasm/kernel.wasm`;
const output = new Map<string, Uint8Array>();

const { error, stderr } = await asc.main(
  ["assembly/index.ts", "--baseDir", root, "--outFile", "kernel.wasm", ...FLAGS],
  {
    readFile: (name, base) => readFile(`${base}/${name}`, "utf8").catch(() => null),
    writeFile: (name, contents) => {
      output.set(name, contents as Uint8Array);
    },
  },
);
const bytes = output.get("kernel.wasm");
if (error || !bytes) throw new Error(`assembly/ does not compile: ${stderr.toString()}`);
await writeFile(target, bytes);
process.stdout.write(`${target}: ${bytes.length} bytes\n`);
