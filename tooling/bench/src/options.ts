import { Command, InvalidArgumentError, Option } from "commander";
import { availableKernels, type KernelName } from "fused-lstm/kernel";
import { PEERS } from "./names.ts";
import { TASKS, type Task } from "./sizes.ts";

/** What the command line chooses. */
export interface Options {
  rounds: number;
  task: Task[];
  /** Engines beside ours; undefined: all. */
  engine?: string[];
  /** Our builds, the fastest first. */
  kernel: KernelName[];
  json?: string;
}

const EXAMPLES = `
Examples:
  $ pnpm bench
  $ pnpm bench --task train-step --rounds 15 --json bench.json
  $ pnpm bench --kernel relaxed --engine PyTorch "ONNX Runtime"   one build beside two peers
  $ pnpm bench --kernel relaxed wasm --engine none                builds only`;

/** Reads the command line; ends the program if it is invalid. */
export function readOptions(): Options {
  const kernels = availableKernels();
  const options = new Command("bench")
    .description("measures a training step and forecasts of our engines and others, in turn on this machine")
    .option("--rounds <n>", "measured turns for each engine and task", wholeNumber, 9)
    .addOption(new Option("--task <names...>", "only these tasks").choices(TASKS).default([...TASKS]))
    .addOption(
      new Option("--kernel <names...>", "only these builds of our kernel")
        .choices(kernels)
        .default([...kernels]),
    )
    .addOption(
      new Option("--engine <names...>", "only these engines beside our kernel").choices([...PEERS, "none"]),
    )
    .option("--json <file>", "also write {machine, rows} to this file")
    .addHelpText("after", EXAMPLES)
    .parse()
    .opts<Options>();
  return { ...options, kernel: kernels.filter((name) => options.kernel.includes(name)) };
}

export function wholeNumber(given: string): number {
  const value = Number(given);
  if (Number.isInteger(value) && value >= 1 && value <= 1000) return value;
  throw new InvalidArgumentError("expected a whole number from 1 to 1000");
}
