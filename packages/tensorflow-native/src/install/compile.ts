import { link, mkdir, rename } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { NativeError } from "../errors.ts";
import { runProcess } from "../process.ts";
import { lastLine } from "./libtensorflow.ts";
import { timed } from "./note.ts";

const nodeApiHeaders = join(
  dirname(createRequire(import.meta.url).resolve("node-api-headers/package.json")),
  "include",
);

/** The libraries, each with the names that the linker and the loader look for. */
const NAMES = {
  "libtensorflow_cc.so.2": ["libtensorflow_cc.so.2", "libtensorflow.so"],
  "libtensorflow_framework.so.2": ["libtensorflow_framework.so.2", "libtensorflow_framework.so"],
};

/**
 * Compiles the binding's two source files with a newer libtensorflow than tfjs-node was written for: its C interface has
 * new functions, but the old ones have not changed.
 *
 * @param installed folder of the installed package, which has the sources
 * @param libtensorflow folder with `lib` and `include`
 * @param target folder to write `lib/napi-v8` and `deps/lib` to, the parts of the package that are needed
 * @throws NativeError `build_failed`
 */
export async function compileBinding(
  installed: string,
  libtensorflow: string,
  target: string,
): Promise<void> {
  const deps = join(target, "deps/lib");
  const binding = join(target, "lib/napi-v8/tfjs_binding.node");
  await mkdir(deps, { recursive: true });
  await mkdir(dirname(binding), { recursive: true });
  for (const [file, names] of Object.entries(NAMES)) {
    for (const name of names) await link(join(libtensorflow, "lib", file), join(deps, name));
  }
  const unfinished = `${binding}.part`;
  const { code, stderr } = await timed("Compiling the binding", () =>
    runProcess(process.env.CXX || "g++", [
      "-O2",
      "-std=c++17",
      "-fPIC",
      "-shared",
      "-w",
      "-DNODE_GYP_MODULE_NAME=tfjs_binding",
      "-DNAPI_VERSION=8",
      `-I${join(libtensorflow, "include")}`,
      `-I${nodeApiHeaders}`,
      ...["tfjs_backend.cc", "tfjs_binding.cc"].map((file) => join(installed, "binding", file)),
      `-L${deps}`,
      "-ltensorflow",
      "-ltensorflow_framework",
      "-Wl,-rpath,$ORIGIN/../../deps/lib",
      "-o",
      unfinished,
    ]),
  );
  if (code !== 0) {
    const reason = stderr.split("\n").find((line) => /error/i.test(line)) ?? lastLine(stderr);
    throw new NativeError("build_failed", `the binding does not compile: ${reason || code}`);
  }
  await rename(unfinished, binding);
}
