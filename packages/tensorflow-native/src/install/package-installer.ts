import { cp, symlink } from "node:fs/promises";
import { delimiter, dirname, join, relative } from "node:path";
import { NativeError } from "../errors.ts";
import { runProcess } from "../process.ts";
import { timed } from "./note.ts";

const TIMEOUT_MS = 15 * 60_000;

/**
 * Runs the package's installer on a copy of the package. The installer downloads libtensorflow and a prebuilt binding, or
 * compiles a binding with node-gyp.
 *
 * @param installed folder of the installed package
 * @param target folder of the copy
 * @throws NativeError `build_failed`
 */
export async function runPackageInstaller(installed: string, target: string): Promise<void> {
  const modules = join(installed, "node_modules");
  await cp(installed, target, {
    recursive: true,
    filter: (path) => relative(modules, path).startsWith(".."),
  });
  // The installer's dependencies are next to the package in pnpm's folder.
  await symlink(join(installed, "../.."), join(target, "node_modules"), "junction");
  const path = [join(modules, ".bin"), dirname(process.execPath), process.env.PATH].join(delimiter);
  const { code, stdout, stderr } = await timed("Trying the package's own installer", () =>
    runProcess(process.execPath, [join(target, "scripts/install.js")], {
      cwd: target,
      env: { ...process.env, NODE_OPTIONS: "", PATH: path },
      timeoutMs: TIMEOUT_MS,
    }),
  );
  if (code === 0) return;
  const lines = `${stderr}\n${stdout}`.split("\n");
  const reason =
    lines.find((line) => /^\s*\w*Error\b|failed with error/.test(line)) ?? `it ended with ${code}`;
  throw new NativeError("build_failed", `the package's own installer failed: ${reason.trim()}`);
}
