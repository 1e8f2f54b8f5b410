import { readFile } from "node:fs/promises";
import { type Bundle, formatModelJson } from "@lstm-predict/artifacts";
import { exportKeras } from "./keras/export.ts";
import { exportOnnx } from "./onnx/export.ts";

export type Format = "onnx" | "keras" | "tfjs";

/** The files of an export: by the ends of their names where they stand side by side, else by their names in a folder. */
export type ExportedFiles = Record<string, Uint8Array | string>;

/**
 * A bundle in another format, with what is needed beside the model.
 *
 * `onnx`: `.onnx`, and `.onnx.py` that runs it. `keras`: `.keras`, `.preprocessing.json` and `.keras.py`. `tfjs`: a folder
 * of `model.json`, `weights.bin` and `preprocessing.json`.
 *
 * @throws what `exportOnnx` and `exportKeras` throw
 */
export async function exportModel(bundle: Bundle, format: Format): Promise<ExportedFiles> {
  switch (format) {
    case "onnx":
      return { ".onnx": exportOnnx(bundle), ".onnx.py": await example("onnx/example.py") };
    case "keras": {
      const { model, preprocessing } = await exportKeras(bundle);
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

function example(path: string): Promise<string> {
  return readFile(new URL(path, import.meta.url), "utf8");
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
