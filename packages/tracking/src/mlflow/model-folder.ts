import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Bundle } from "@lstm-predict/artifacts";
import { COLUMN_COUNT } from "@lstm-predict/bars";

/** The files of a bundle that make up its model. */
const MODEL_FILES = [
  "model.json",
  "weights.bin",
  "preprocessing.json",
  "intervals.json",
  "metadata.json",
  "checksums.sha256",
];

/** Calls `use` with a temporary folder in MLflow's model format: the model files of the bundle and an `MLmodel` file. */
export async function withModelFolder<T>({ dir, metadata }: Bundle, use: (folder: string) => T): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "lstm-predict-model-"));
  try {
    for (const file of MODEL_FILES) {
      await cp(join(dir, file), join(folder, file)).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== "ENOENT") throw error; // a bundle may have no error bar
      });
    }
    await writeFile(join(folder, "MLmodel"), mlModel(metadata));
    return use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The `MLmodel` file, YAML; its signature is a forecast from raw bars `[batch, window, 6]`. */
function mlModel({ symbol, version, createdAt, config }: Bundle["metadata"]): string {
  const { window } = config as { window: number };
  const tensor = (name: string, shape: number[]) =>
    JSON.stringify([{ name, type: "tensor", "tensor-spec": { dtype: "float64", shape } }]);
  return `${[
    "artifact_path: model",
    "flavors:",
    "  lstm_predict:",
    `    symbol: ${JSON.stringify(symbol)}`,
    `    version: ${JSON.stringify(version)}`,
    "signature:",
    `  inputs: '${tensor("last_60_days", [-1, window, COLUMN_COUNT])}'`,
    `  outputs: '${tensor("prediction", [-1])}'`,
    `utc_time_created: '${createdAt.replace("T", " ").replace("Z", "")}'`,
  ].join("\n")}\n`;
}
