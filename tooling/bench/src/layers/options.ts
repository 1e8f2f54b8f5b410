import { isNativeBuilt } from "@lstm-predict/tensorflow-native";
import { Command, Option } from "commander";
import { availableKernels, type KernelName } from "fused-lstm/kernel";
import { wholeNumber } from "../options.ts";
import { BACKENDS, type Backend } from "./backends.ts";
import { CASES } from "./cases.ts";
import type { LayerSizes } from "./sides.ts";

/** What the command line chooses. */
export interface LayersOptions extends LayerSizes {
  rounds: number;
  backend: Backend[];
  layer: string[];
  /** Undefined: the fastest. */
  kernel?: KernelName;
  /** Of our kernel and of the backend "tensorflow"; undefined: all. */
  threads?: number;
  /** Measure CPU time instead of time. */
  cpuTime?: boolean;
  json?: string;
}

const EXAMPLES = `
Examples:
  $ pnpm bench:layers
  $ pnpm bench:layers --backend wasm --layer plain stateful --rounds 15
  $ pnpm bench:layers --backend cpu --rounds 3      plain JavaScript, slow
  $ pnpm bench:layers --cpu-time --threads 1        on a busy machine
  $ pnpm bench:layers --kernel relaxed --json layers.json`;

/** Reads the command line; ends the program if it is invalid. */
export function readOptions(): LayersOptions {
  const names = Object.keys(CASES);
  const fast: Backend[] = isNativeBuilt() ? ["wasm", "tensorflow"] : ["wasm"];
  return new Command("bench:layers")
    .description(
      "measures fusedLstm beside tf.layers.lstm, in turn in one process, and compares their values",
    )
    .option("--batch <n>", "sequences in a batch", wholeNumber, 32)
    .option("--steps <n>", "time steps in a sequence", wholeNumber, 60)
    .option("--inputs <n>", "features of a time step", wholeNumber, 32)
    .option("--units <n>", "units of each LSTM layer", wholeNumber, 64)
    .option("--rounds <n>", "measured turns for each row", wholeNumber, 9)
    .addOption(
      new Option("--backend <names...>", "backends of TensorFlow.js")
        .choices(BACKENDS)
        .default(fast, "wasm, and tensorflow if it is built"),
    )
    .addOption(new Option("--layer <names...>", "only these layers").choices(names).default(names, "all"))
    .addOption(new Option("--kernel <name>", "build of our kernel").choices(availableKernels()))
    .option(
      "--threads <n>",
      "threads of our kernel and of backend tensorflow; the others have one",
      wholeNumber,
    )
    .option("--cpu-time", "measure the CPU time of all threads: for a machine that is busy with other work")
    .option("--json <file>", "also write {machine, sizes, rows} to this file")
    .addHelpText("after", EXAMPLES)
    .parse()
    .opts<LayersOptions>();
}
