import { basename, sep } from "node:path";
import { loadBundle } from "@lstm-predict/artifacts";
import type { ExportedFiles, Format } from "@lstm-predict/model-formats";
import { compact } from "@lstm-predict/reports";
import { displayPath, writeFilesWhole, writeFolderWhole } from "@lstm-predict/storage";
import { type Command, Option } from "commander";
import { addBundleOptions, type BundleFlags, findBundle } from "../options/bundle-option.ts";
import { type HorizonFlags, horizonOption, LATER } from "../options/horizon-option.ts";
import type { Terminal } from "../terminal/terminal.ts";

interface ExportFlags extends BundleFlags, HorizonFlags {
  format: Format;
  out?: string;
  requireInputs?: boolean;
  json?: boolean;
}

const NAMES: Record<Format, string> = { onnx: "ONNX", keras: "Keras 3", tfjs: "TensorFlow.js" };

const EXAMPLES = `
onnx takes raw bars and returns prices and intervals, so ONNX Runtime alone can run it. keras is only the network, with its
preprocessing as JSON in a second file. Both come with a short Python program that forecasts from a CSV file. tfjs is a folder
for tf.loadLayersModel. With closes of ^VIX in a second CSV file, the program of onnx takes them into the error bar, if the model
does. docs/formats.md describes inputs and outputs.

Examples:
  $ pnpm lstm-predict export --symbol AAPL --format onnx
  $ pnpm lstm-predict export --symbol AAPL --format keras --out aapl.keras
  $ pnpm lstm-predict export --symbol AAPL --format onnx --horizon 1,2,3,4,5
  $ pnpm lstm-predict export --symbol AAPL --format onnx --require-inputs --out web/aapl.onnx
  $ pnpm lstm-predict export --model models/AAPL/20261124T040506Z-1a2b3c4d --format tfjs --out web/model`;

export function addExportCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command("export")
    .description("write a trained model as a file for ONNX Runtime, Keras or TensorFlow.js");
  addBundleOptions(command)
    .addOption(
      new Option("--format <format>", "format of the file").choices(Object.keys(NAMES)).makeOptionMandatory(),
    )
    .option(
      "--out <file>",
      "the file, or the folder for tfjs (default: SYMBOL-VERSION with the extension of the format)",
    )
    .addOption(horizonOption("what onnx and keras forecast").default([1, ...LATER], [1, ...LATER].join(",")))
    .option(
      "--require-inputs",
      "onnx: year and vix must be given, NaN if not known: for runtimes without optional inputs, such as ONNX Runtime for Node.js",
    )
    .option("--json", "print one JSON document on stdout")
    .addHelpText("after", EXAMPLES)
    .action((flags: ExportFlags) => exportBundle(terminal, command, flags));
}

async function exportBundle(terminal: Terminal, command: Command, flags: ExportFlags): Promise<void> {
  const { format } = flags;
  const ending = format === "tfjs" ? "" : `.${format}`;
  if (
    flags.out !== undefined &&
    !(basename(flags.out).length > ending.length && flags.out.endsWith(ending))
  ) {
    const expected = ending === "" ? "a folder" : `a file that ends in ${ending}`;
    command.error(`error: --out is ${JSON.stringify(flags.out)}: expected ${expected}`, { exitCode: 2 });
  }
  const bundle = await loadBundle(await findBundle(command, flags));
  const { symbol, version, target } = bundle.metadata;
  const out = flags.out ?? `${symbol}-${version}${ending || "-tfjs"}`;
  // Load on demand: other commands need not wait for it.
  const { exportModel } = await import("@lstm-predict/model-formats");
  const files = await exportModel(bundle, format, {
    horizons: flags.horizon,
    requireInputs: flags.requireInputs,
  });
  const written = await write(format, out, ending, files);
  if (flags.json) return terminal.json({ symbol, version, target, format, out, files: written });
  terminal.result(`${symbol} ${version} as ${NAMES[format]}:`);
  for (const { file, bytes } of written) terminal.result(`  ${displayPath(file)}  ${compact(bytes)}B`);
}

/** Writes the exported files; returns their paths and sizes, the model first. */
async function write(format: Format, out: string, ending: string, exported: ExportedFiles) {
  const stem = format === "tfjs" ? `${out}${sep}` : out.slice(0, out.length - ending.length);
  const files = Object.fromEntries(
    Object.entries(exported).map(([name, content]) => [`${stem}${name}`, content]),
  );
  if (format === "tfjs") await writeFolderWhole(out, exported);
  else await writeFilesWhole(files);
  return Object.entries(files).map(([file, content]) => ({ file, bytes: Buffer.byteLength(content) }));
}
