import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * `pnpm --filter fused-lstm build:native [FOLDER]` compiles native/ for every platform. It writes to FOLDER; without FOLDER
 * it overwrites the committed prebuilt/. It needs Python with the package ziglang of `ZIG_VERSION`; the variable PYTHON
 * names the program. The same sources and compiler give the same bytes on every machine.
 */
const ZIG_VERSION = "0.17.1";

interface Platform {
  /** The compiler's name of the platform. */
  target: string;
  /** The builds of the kernel, with the processors that run them. */
  cpus: readonly (readonly string[])[];
  link: readonly string[];
}

const X64 = [["-mcpu=x86_64_v4", "-mprefer-vector-width=512"], ["-mcpu=x86_64_v3"]];
const ARM64 = [["-mcpu=generic"]];
// The add-on calls Node.js alone: without a C library one file serves glibc and musl.
const ELF = ["-shared", "-nostdlib", "-Wl,--gc-sections", "-Wl,-z,noexecstack", "-Wl,--build-id=none"];
const MACOS = ["-dynamiclib", "-Wl,-undefined,dynamic_lookup"];

/** By `process.platform` and `process.arch`. */
const PLATFORMS: Record<string, Platform> = {
  "linux-x64": { target: "x86_64-linux-gnu.2.17", cpus: X64, link: ELF },
  "linux-arm64": { target: "aarch64-linux-gnu.2.17", cpus: ARM64, link: ELF },
  "darwin-x64": { target: "x86_64-macos", cpus: X64, link: MACOS },
  "darwin-arm64": { target: "aarch64-macos", cpus: ARM64, link: MACOS },
  "win32-x64": { target: "x86_64-windows-gnu", cpus: X64, link: ["-shared"] },
};
const FLAGS = [
  "-O3",
  "-ffp-contract=fast",
  "-fno-math-errno",
  "-fno-builtin",
  "-fno-stack-protector",
  "-fvisibility=hidden",
  "-g0",
  "-Wall",
  "-Wextra",
  "-Werror",
];

const root = fileURLToPath(new URL("..", import.meta.url));
const source = (name: string) => join(root, "native", name);
const headers = dirname(createRequire(import.meta.url).resolve("node-api-headers/package.json"));
const python = process.env.PYTHON ?? "python3";
const folder = process.argv[2] ?? join(root, "prebuilt");
const work = mkdtempSync(join(tmpdir(), "native-"));

function zig(...args: string[]): string {
  return execFileSync(python, ["-m", "ziglang", ...args], { encoding: "utf8", cwd: work });
}

try {
  const version = zig("version").trim();
  if (version !== ZIG_VERSION) throw new Error(`ziglang is ${version}: expected ${ZIG_VERSION}`);
  mkdirSync(folder, { recursive: true });
  for (const [name, { target, cpus, link }] of Object.entries(PLATFORMS)) {
    const compile = (file: string, output: string, flags: readonly string[] = []) => {
      zig(
        "cc",
        "-target",
        target,
        ...FLAGS,
        ...flags,
        `-I${headers}/include`,
        "-c",
        source(file),
        "-o",
        output,
      );
      return output;
    };
    const objects = cpus.map((cpu, k) => compile("kernel.c", `kernel-${k}.o`, cpu));
    objects.push(compile("addon.c", "addon.o"));
    if (target.includes("windows")) objects.push(importLibrary());
    const output = join(folder, `${name}.node`);
    zig("cc", "-target", target, ...link, "-s", "-o", output, ...objects);
    process.stdout.write(`${name}.node: ${statSync(output).size} bytes\n`);
  }
} finally {
  rmSync(work, { recursive: true });
}

/** Windows links the functions of Node-API by the name of the program that has them. */
function importLibrary(): string {
  const names = ["js_native_api", "node_api"].flatMap((file) =>
    readFileSync(join(headers, "def", `${file}.def`), "utf8")
      .split("\n")
      .slice(2),
  );
  writeFileSync(join(work, "node.def"), `NAME node.exe\nEXPORTS\n${names.join("\n")}\n`);
  zig("dlltool", "-d", "node.def", "-l", "node.lib", "-m", "i386:x86-64");
  return "node.lib";
}
