import { NativeError } from "../errors.ts";
import { runProcess } from "../process.ts";
import { compileBinding } from "./compile.ts";
import { fetchLibtensorflow } from "./libtensorflow.ts";

/**
 * Compiles the binding with the libtensorflow of PyPI: for machines that reach a package registry but not the host of the
 * package's installer.
 *
 * @param installed folder of the installed package
 * @param target folder to build in
 * @param dir folder in which libtensorflow is kept
 * @throws NativeError `build_failed`, naming all missing tools
 */
export async function buildOnWheel(installed: string, target: string, dir: string): Promise<void> {
  const missing = await missingTools();
  if (missing.length > 0) {
    throw new NativeError("build_failed", `building on PyPI's libtensorflow needs ${missing.join(" and ")}`);
  }
  await compileBinding(installed, await fetchLibtensorflow(dir), target);
}

async function missingTools(): Promise<string[]> {
  const { platform, arch, env } = process;
  if (platform !== "linux" || !["x64", "arm64"].includes(arch)) {
    return [`Linux on x64 or arm64 (this is ${platform} on ${arch})`];
  }
  const compiler = env.CXX || "g++";
  const [cxx, pip] = await Promise.all([
    runProcess(compiler, ["--version"]),
    runProcess("python3", ["-m", "pip", "--version"]),
  ]);
  return [
    ...(cxx.code === 0 ? [] : [`${compiler} (apt-get install g++)`]),
    ...(pip.code === 0 ? [] : ["python3 with pip (apt-get install python3-pip)"]),
  ];
}
