import { relative } from "node:path";
import { Interrupted } from "@lstm-predict/checks";
import { Command, Option } from "commander";
import { checkNative } from "./check.ts";
import { NativeError } from "./errors.ts";
import { installNative, SOURCES, type Source } from "./install/install.ts";
import { findBinding } from "./paths.ts";
import type { Verification } from "./verify.ts";

const { check, from } = new Command("native")
  .description("builds the binding of @tensorflow/tfjs-node, for --engine tensorflow, unless it works")
  .option("--check", "only check whether it works")
  .addOption(new Option("--from <source>", "use only this source of libtensorflow").choices(SOURCES))
  .addHelpText(
    "after",
    `
First runs the installer of the package. If that cannot reach its host, compiles the binding (g++) with the libtensorflow
of PyPI (python3 with pip; 270 MB to download). All files are in .native, or in NATIVE_DIR.

Examples:
  $ pnpm native
  $ pnpm native --check`,
  )
  .parse()
  .opts<{ check?: boolean; from?: Source }>();

try {
  report(await checkNative().catch((error) => (check ? Promise.reject(error) : install(error))));
} catch (error) {
  if (!(error instanceof NativeError || error instanceof Interrupted)) throw error;
  process.stderr.write(`error: ${error.message}\n`);
  process.exitCode = error instanceof Interrupted ? 130 : 1;
}

/** Builds the binding after a check that failed with `error`. */
function install(error: Error): Promise<Verification> {
  if (!(error instanceof NativeError) || error.code === "not_installed") throw error;
  process.stderr.write(`${error.fact}\n`);
  return installNative(from && [from]);
}

function report({ tensorflow, losses: [before, after] }: Verification): void {
  const where = relative(process.cwd(), findBinding()!);
  process.stdout.write(
    `TensorFlow ${tensorflow} works in Node ${process.versions.node}: 20 training steps took a loss from ` +
      `${before.toFixed(3)} to ${after.toFixed(3)} (${where})\n`,
  );
}
