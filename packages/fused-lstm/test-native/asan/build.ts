import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { cp, mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const gcc = async (...args: string[]) => (await promisify(execFile)("gcc", args)).stdout.trim();
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

const headers = dirname(createRequire(import.meta.url).resolve("node-api-headers/package.json"));
const FLAGS = ["-g", "-fPIC", "-fno-omit-frame-pointer", "-fno-sanitize-recover=all", `-I${headers}/include`];
/** With fused multiply-adds, which the kernel's accuracy needs. */
const CHECKED = ["-O1", "-fexpensive-optimizations", "-fsanitize=address,undefined"];
const CPUS = ["x86-64-v4", "x86-64-v3"];

/**
 * Makes a copy of the package in the new folder `folder` whose add-on is checked by AddressSanitizer and
 * UndefinedBehaviorSanitizer. The C sources are those of the folder `native`; `checks` are the flags that optimise and check.
 *
 * @returns the copy's folder and the environment for a Node.js that runs it
 */
export async function buildChecked(folder: string, native = here("../../native"), checks = CHECKED) {
  const flags = [...FLAGS, ...checks];
  const root = join(folder, "package");
  for (const name of ["package.json", "src", "test", "test-native/asan", "wasm"])
    await cp(here(`../../${name}`), join(root, name), { recursive: true });
  await symlink(here("../../node_modules"), join(root, "node_modules"));
  await symlink(here("../../../../node_modules"), join(folder, "node_modules"));
  await mkdir(join(root, "prebuilt"));
  const compile = async (source: string, output: string, ...more: string[]) => {
    await gcc(...flags, ...more, "-c", source, "-o", join(folder, output));
    return join(folder, output);
  };
  const kernels = CPUS.map((cpu) =>
    compile(join(native, "kernel.c"), `${cpu}.o`, `-march=${cpu}`, "-include", here("masked.h")),
  );
  const objects = await Promise.all([...kernels, compile(join(native, "addon.c"), "addon.o")]);
  await gcc(...flags, "-shared", "-o", join(root, "prebuilt/linux-x64.node"), ...objects);
  const addon = await readFile(join(root, "prebuilt/linux-x64.node"));
  const digests = { "linux-x64.node": createHash("sha256").update(addon).digest("hex") };
  await writeFile(join(root, "prebuilt/sha256.json"), JSON.stringify(digests));
  const poison = join(folder, "poison.node");
  await gcc(...flags, "-shared", "-o", poison, here("poison.c"));
  const libraries = await Promise.all(
    ["libasan.so", "libubsan.so"].map((name) => gcc(`-print-file-name=${name}`)),
  );
  // The collector of leaks knows nothing of JavaScript's objects.
  const env = { LD_PRELOAD: libraries.join(" "), ASAN_OPTIONS: "detect_leaks=0", POISON_ADDON: poison };
  return { root, env };
}
