import { saveBundle } from "@lstm-predict/artifacts";
import { type ModelConfigInput, parseConfig } from "@lstm-predict/model";
import { bundleContent } from "../../artifacts/test/content.ts";

export interface Saved {
  symbol?: string;
  /** The version's time; the newest one is the latest. */
  createdAt?: string;
  source?: "yahoo" | "csv" | "sample";
  from?: string;
  /** The last bar that it was trained on. */
  to?: string;
  /** The configuration as it is stored; the defaults of today are not added. */
  config?: ModelConfigInput | object;
}

let salt = 0;

/** Saves a version without training it: plans go by its metadata alone. */
export async function saveVersion(modelsDir: string, saved: Saved = {}): Promise<string> {
  const { symbol = "AAPL", createdAt = "2026-11-24T04:05:06.789Z", source = "yahoo" } = saved;
  const { from = "2017-01-03", to = "2018-05-11", config = parseConfig({}) } = saved;
  const { metadata, ...content } = bundleContent(++salt);
  const bundle = await saveBundle(modelsDir, {
    ...content,
    metadata: { ...metadata, symbol, createdAt, config, data: { ...metadata.data, source, from, to } },
  });
  return bundle.metadata.version;
}

/** A version that was imported from Keras, of which no bars are known. */
export async function saveImported(modelsDir: string, config: object): Promise<string> {
  const { metadata, ...content } = bundleContent(++salt);
  const { symbol, createdAt, target, parameters } = metadata;
  const file = { file: "model.keras", sha256: "0".repeat(64) };
  const bundle = await saveBundle(modelsDir, {
    ...content,
    metadata: {
      symbol,
      createdAt,
      target,
      parameters,
      config,
      imported: { from: "keras", kerasVersion: "3.15.1", model: file, scaler: file },
    },
  });
  return bundle.metadata.version;
}
