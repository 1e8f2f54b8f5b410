import { basename, sep } from "node:path";
import { loadBundle } from "@lstm-predict/artifacts";
import type { ExportedFiles, Format } from "@lstm-predict/model-formats";
import { compact } from "@lstm-predict/reports";
import { displayPath, writeFilesWhole, writeFolderWhole } from "@lstm-predict/storage";
import { type Command, Option } from "commander";
import { addBundleOptions, type BundleFlags, findBundle } from "../options/bundle-option.ts";
import type { Terminal } from "../terminal/terminal.ts";

interface ExportFlags extends BundleFlags {
  format: Format;
  out?: string;
  json?: boolean;
}

const NAMES: Record<Format, string> = { onnx: "ONNX", keras: "Keras 3", tfjs: "TensorFlow.js" };

const EXAMPLES = `
onnx takes raw bars and answers prices and intervals: nothing else is needed to run it. keras is the network alone, its
preprocessing beside it as JSON. Both come with a short Python program that forecasts from a CSV file. tfjs is a folder that
tf.loadLayersModel reads. docs/formats.md describes inputs and outputs.

Examples:
  $ pnpm lstm-predict export --symbol AAPL --format onnx
  $ pnpm lstm-predict export --symbol AAPL --format keras --out aapl.keras
  $ pnpm lstm-predict export --model models/AAPL/20261124T040506Z-1a2b3c4d --format tfjs --out web/model`;

export function addExportCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command("export")
    .description("write a trained model as a file for ONNX Runtime, Keras or TensorFlow.js");
  addBundleOptions(command)
    .addOption(
      new Option("--format <format>", "what it is written as")
        .choices(Object.keys(NAMES))
        .makeOptionMandatory(),
    )
    .option(
      "--out <file>",
      "the file, for tfjs the folder; SYMBOL-VERSION with the format's ending if left out",
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
  // Those who do not export need not wait for it to load.
  const { exportModel } = await import("@lstm-predict/model-formats");
  const files = await exportModel(bundle, format);
  const written = await write(format, out, ending, files);
  if (flags.json) return terminal.json({ symbol, version, target, format, out, files: written });
  terminal.result(`${symbol} ${version} as ${NAMES[format]}:`);
  for (const { file, bytes } of written) terminal.result(`  ${displayPath(file)}  ${compact(bytes)}B`);
}

/** Where the files went, in the order of the export: the model first. */
async function write(format: Format, out: string, ending: string, exported: ExportedFiles) {
  const stem = format === "tfjs" ? `${out}${sep}` : out.slice(0, out.length - ending.length);
  const files = Object.fromEntries(
    Object.entries(exported).map(([name, content]) => [`${stem}${name}`, content]),
  );
  if (format === "tfjs") await writeFolderWhole(out, exported);
  else await writeFilesWhole(files);
  return Object.entries(files).map(([file, content]) => ({ file, bytes: Buffer.byteLength(content) }));
}
