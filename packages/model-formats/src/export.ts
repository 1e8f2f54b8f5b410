import { readFile } from "node:fs/promises";
import { type Bundle, formatModelJson } from "@lstm-predict/artifacts";
import type { ExportOptions } from "./export-options.ts";
import { exportKeras } from "./keras/export.ts";
import { exportOnnx } from "./onnx/export.ts";

export type Format = "onnx" | "keras" | "tfjs";

/** The contents of the files of an export. Keys are file names, or endings such as `.onnx` for files with one stem. */
export type ExportedFiles = Record<string, Uint8Array | string>;

/**
 * Exports a bundle to another format, with all files that are needed to run it.
 *
 * - `onnx`: the endings `.onnx` and `.onnx.py`, a program that runs it
 * - `keras`: the endings `.keras`, `.preprocessing.json` and `.keras.py`
 * - `tfjs`: the files `model.json`, `weights.bin` and `preprocessing.json` of a folder
 *
 * @throws the errors of `exportOnnx` and `exportKeras`
 *
 * @example
 * for (const [ending, content] of Object.entries(await exportModel(bundle, "onnx"))) {
 *   await writeFile(`AAPL${ending}`, content);
 * }
 */
export async function exportModel(
  bundle: Bundle,
  format: Format,
  options: ExportOptions = {},
): Promise<ExportedFiles> {
  switch (format) {
    case "onnx":
      return { ".onnx": exportOnnx(bundle, options), ".onnx.py": await example("onnx/example.py") };
    case "keras": {
      const { model, preprocessing } = await exportKeras(bundle, options);
      return {
        ".keras": model,
        ".preprocessing.json": json(preprocessing),
        ".keras.py": await example(`keras/examples/${bundle.metadata.target}.py`),
      };
    }
    case "tfjs":
      return {
        "model.json": formatModelJson(bundle.model),
        "weights.bin": bundle.model.weightData,
        "preprocessing.json": json(bundle.preprocessing),
      };
  }
}

/** A program with the text of the module that it imports, so that it is one file. */
async function example(path: string): Promise<string> {
  const [program, module] = await Promise.all(
    [path, "read_bars.py"].map((file) => readFile(new URL(file, import.meta.url), "utf8")),
  );
  return program!.replace(/^from read_bars import .*\n/m, () => `${module}\n`);
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
