import { createRequire } from "node:module";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import type { Binding, NativeBackend } from "./backend.ts";
import { NativeError } from "./errors.ts";
import { restoreNodeUtilities } from "./node-shim.ts";
import { findBinding, installedPackageDir } from "./paths.ts";

const BACKEND = "tensorflow";

/**
 * Makes TensorFlow the backend of TensorFlow.js, as `import "@tensorflow/tfjs-node"` does, but with the binding that
 * `pnpm native` built, and on Node 20 to 26. The first call maps libraries of about 850 MB into memory.
 *
 * @returns the version of TensorFlow
 * @throws NativeError `not_installed`, `not_built`, `broken`
 *
 * @example
 * console.log(`TensorFlow ${await useTensorFlow()}`);
 */
export async function useTensorFlow(): Promise<string> {
  if (!tf.findBackendFactory(BACKEND)) register();
  await tf.setBackend(BACKEND);
  return (tf.backend() as NativeBackend).binding.TF_Version;
}

function register(): void {
  const packageDir = installedPackageDir();
  const file = findBinding();
  if (!file) throw new NativeError("not_built", "TensorFlow's binding for Node is not built");
  restoreNodeUtilities();
  // TensorFlow reads these when it is loaded: no log messages, the same rounding in every run, our number of threads.
  process.env.TF_CPP_MIN_LOG_LEVEL ??= "3";
  process.env.TF_ENABLE_ONEDNN_OPTS ??= "0";
  if (process.env.LSTM_THREADS) process.env.TF_NUM_INTRAOP_THREADS ??= process.env.LSTM_THREADS;
  const require = createRequire(import.meta.url);
  const binding = loadBinding(require, file);
  require(join(packageDir, "dist/register_all_kernels.js"));
  const { NodeJSKernelBackend } = require(join(packageDir, "dist/nodejs_kernel_backend.js")) as {
    NodeJSKernelBackend: new (binding: Binding, packageName: string) => NativeBackend;
  };
  tf.registerBackend(BACKEND, () => new NodeJSKernelBackend(binding, "@tensorflow/tfjs-node"));
}

function loadBinding(require: NodeJS.Require, file: string): Binding {
  try {
    return require(file) as Binding;
  } catch (cause) {
    const [reason] = (cause as Error).message.split("\n");
    throw new NativeError("broken", `TensorFlow's binding ${file} cannot be loaded (${reason})`, {
      cause,
    });
  }
}
