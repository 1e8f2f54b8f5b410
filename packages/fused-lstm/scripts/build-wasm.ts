import { mkdir, readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";

/**
 * `pnpm --filter fused-lstm build:wasm [FOLDER]`: compiles assembly/ to FOLDER, by default over the committed wasm/,
 * once for plain SIMD and once for relaxed SIMD (fused multiply-add). The same sources give the same bytes on every
 * machine.
 */
const BUILDS = {
  "kernel.wasm": [],
  "kernel-relaxed.wasm": ["--enable", "relaxed-simd"],
};
const FEATURES = ["--enable", "simd", "--enable", "threads"];
/** The limits must be those of the memory that src/kernel/engine.ts makes. */
const MEMORY = ["--importMemory", "--sharedMemory", "--initialMemory", "1", "--maximumMemory", "32768"];
const FLAGS = ["--runtime", "stub", "-O3", "--noAssert", "--converge", ...FEATURES, ...MEMORY];

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = process.argv[2] ?? `${root}wasm`;
await mkdir(folder, { recursive: true });

for (const [name, features] of Object.entries(BUILDS)) {
  const output = new Map<string, Uint8Array>();
  const { error, stderr } = await asc.main(
    ["assembly/index.ts", "--baseDir", root, "--outFile", name, ...FLAGS, ...features],
    {
      readFile: (file, base) => readFile(`${base}/${file}`, "utf8").catch(() => null),
      writeFile: (file, contents) => {
        output.set(file, contents as Uint8Array);
      },
    },
  );
  const bytes = output.get(name);
  if (error || !bytes) throw new Error(`assembly/ does not compile: ${stderr.toString()}`);
  await writeFile(`${folder}/${name}`, bytes);
  process.stdout.write(`${name}: ${bytes.length} bytes\n`);
}
