import { relative } from "node:path";
import { Interrupted } from "@lstm-predict/checks";
import { Command, Option } from "commander";
import { checkNative } from "./check.ts";
import { NativeError } from "./errors.ts";
import { installNative, WAYS, type Way } from "./install/install.ts";
import { findBinding } from "./paths.ts";
import type { Verification } from "./verify.ts";

const { check, from } = new Command("native")
  .description("makes @tensorflow/tfjs-node work, for --engine tensorflow")
  .option("--check", "only say whether it does")
  .addOption(new Option("--from <way>", "only this way of building it").choices(WAYS))
  .addHelpText(
    "after",
    `
First the package's own installer; where its host cannot be reached, the binding is compiled (g++) on the libtensorflow
of PyPI (python3 with pip; 270 MB to download). All of it is in .native, or NATIVE_DIR.

Examples:
  $ pnpm native
  $ pnpm native --check`,
  )
  .parse()
  .opts<{ check?: boolean; from?: Way }>();

try {
  report(await checkNative().catch((error) => (check ? Promise.reject(error) : install(error))));
} catch (error) {
  if (!(error instanceof NativeError || error instanceof Interrupted)) throw error;
  process.stderr.write(`error: ${error.message}\n`);
  process.exitCode = error instanceof Interrupted ? 130 : 1;
}

/** Where the binding is missing or broken. */
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
