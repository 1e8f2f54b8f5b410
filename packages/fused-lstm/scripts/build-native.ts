import { execFile, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

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
// Brepro: a digest in the place of the time.
const WINDOWS = ["-shared", "-Wl,-Brepro"];
const MACOS = ["-dynamiclib", "-Wl,-undefined,dynamic_lookup"];

/** By `process.platform` and `process.arch`. */
const PLATFORMS: Record<string, Platform> = {
  "linux-x64": { target: "x86_64-linux-gnu.2.17", cpus: X64, link: ELF },
  "linux-arm64": { target: "aarch64-linux-gnu.2.17", cpus: ARM64, link: ELF },
  "darwin-x64": { target: "x86_64-macos.13.0", cpus: X64, link: MACOS },
  "darwin-arm64": { target: "aarch64-macos.13.0", cpus: ARM64, link: MACOS },
  "win32-x64": { target: "x86_64-windows-gnu", cpus: X64, link: WINDOWS },
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

const { stdout } = spawnSync(python, ["-m", "ziglang", "version"], { encoding: "utf8" });
if (stdout?.trim() === ZIG_VERSION) await buildAll();
else {
  process.exitCode = 1;
  process.stderr.write(
    `${python} does not have ziglang ${ZIG_VERSION}: pip install ziglang==${ZIG_VERSION}, or name another Python in PYTHON\n`,
  );
}

async function buildAll(): Promise<void> {
  const work = await mkdtemp(join(tmpdir(), "native-"));
  try {
    await mkdir(folder, { recursive: true });
    const digests = await Promise.all(
      Object.entries(PLATFORMS).map(async ([name, platform]) => {
        const bytes = await readFile(await build(name, platform, join(work, name)));
        await writeFile(join(folder, `${name}.node`), bytes);
        process.stdout.write(`${name}.node: ${bytes.length} bytes\n`);
        return [`${name}.node`, createHash("sha256").update(bytes).digest("hex")] as const;
      }),
    );
    // src/kernel/platform/native.ts loads no other file.
    const text = JSON.stringify(Object.fromEntries(digests), null, 2);
    await writeFile(join(folder, "sha256.json"), `${text}\n`);
  } finally {
    await rm(work, { recursive: true });
  }
}

/** Builds the add-on of one platform and returns its file, in the new folder `work`. */
async function build(name: string, { target, cpus, link }: Platform, work: string): Promise<string> {
  await mkdir(work);
  const zig = (...args: string[]) =>
    promisify(execFile)(python, ["-m", "ziglang", ...args], { cwd: work, encoding: "utf8" });
  const compile = async (file: string, output: string, flags: readonly string[] = []) => {
    const include = `-I${headers}/include`;
    await zig("cc", "-target", target, ...FLAGS, ...flags, include, "-c", source(file), "-o", output);
    return output;
  };
  const objects = await Promise.all([
    ...cpus.map((cpu, k) => compile("kernel.c", `kernel-${k}.o`, cpu)),
    compile("addon.c", "addon.o"),
  ]);
  if (target.includes("windows")) {
    await writeFile(join(work, "node.def"), await nodeFunctions());
    await zig("dlltool", "-d", "node.def", "-l", "node.lib", "-m", "i386:x86-64");
    objects.push("node.lib");
  }
  // A relative path: the macOS linker writes it into the file.
  await zig("cc", "-target", target, ...link, "-s", "-o", `${name}.node`, ...objects);
  return join(work, `${name}.node`);
}

/** The functions of Node-API, which Windows links by the name of the program that has them. */
async function nodeFunctions(): Promise<string> {
  const files = ["js_native_api", "node_api"].map((file) => join(headers, "def", `${file}.def`));
  const texts = await Promise.all(files.map((file) => readFile(file, "utf8")));
  const names = texts.flatMap((text) => text.split("\n").slice(2));
  return `NAME node.exe\nEXPORTS\n${names.join("\n")}\n`;
}
