import { mkdir, readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";

/**
 * `pnpm --filter fused-lstm build:wasm [FOLDER]` compiles the kernel in assembly/ twice, for plain SIMD and for relaxed SIMD
 * (fused multiply-add), and the threads' module. It writes to FOLDER; without FOLDER it overwrites the committed wasm/, and
 * web-wasm.ts, which has the same bytes for browsers. The same sources give the same bytes on every machine.
 */
const BUILDS = {
  "kernel.wasm": ["assembly/index.ts"],
  "kernel-relaxed.wasm": ["assembly/index.ts", "--enable", "relaxed-simd"],
  "threads.wasm": ["assembly/threads.ts"],
};
const FEATURES = ["--enable", "simd", "--enable", "threads"];
/** In pages of 64 KiB. src/kernel/engine.ts must create its memory with the same limits. */
const MEMORY = ["--importMemory", "--sharedMemory", "--initialMemory", "1", "--maximumMemory", "32768"];
const FLAGS = ["--runtime", "stub", "-O3", "--noAssert", "--converge", ...FEATURES, ...MEMORY];

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = process.argv[2] ?? `${root}wasm`;
const webFile = process.argv[2] ? `${folder}/web-wasm.ts` : `${root}src/kernel/platform/web-wasm.ts`;
await mkdir(folder, { recursive: true });

let web = `// Written by scripts/build-wasm.ts: the files of wasm/ in Base64, so that a bundle has nothing else to load.
export const WASM = {
`;
for (const [name, sources] of Object.entries(BUILDS)) {
  const output = new Map<string, Uint8Array>();
  const { error, stderr } = await asc.main([...sources, "--baseDir", root, "--outFile", name, ...FLAGS], {
    readFile: (file, base) => readFile(`${base}/${file}`, "utf8").catch(() => null),
    writeFile: (file, contents) => {
      output.set(file, contents as Uint8Array);
    },
  });
  const bytes = output.get(name);
  if (error || !bytes) throw new Error(`assembly/ does not compile: ${stderr.toString()}`);
  await writeFile(`${folder}/${name}`, bytes);
  web += `  "${name}":\n    "${Buffer.from(bytes).toString("base64")}",\n`;
  process.stdout.write(`${name}: ${bytes.length} bytes\n`);
}
await writeFile(webFile, `${web}};\n`);
