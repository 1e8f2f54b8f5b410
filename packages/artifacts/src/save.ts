import { stat } from "node:fs/promises";
import { join } from "node:path";
import { quote } from "@lstm-predict/checks";
import { type Files, placeFolder, StorageError } from "@lstm-predict/storage";
import { BundleError } from "./errors.ts";
import { formatChecksums, hashWeights, sha256 } from "./hash.ts";
import { loadBundle } from "./load.ts";
import { FORMAT_VERSION, parseMetadata } from "./metadata.ts";
import { formatModelJson, parseModelJson } from "./model-files.ts";
import { bundleVersion, isRelativePath, symbolDir } from "./names.ts";
import { withSymbolDir } from "./symbol-lock.ts";
import type { Bundle, BundleContent, TrainedBundle, TrainedContent } from "./types.ts";

/** Files that `saveBundle` writes, in lower case: some disks do not tell "Model.json" from "model.json". */
const OWN_FILES = [
  "model.json",
  "weights.bin",
  "preprocessing.json",
  "intervals.json",
  "metadata.json",
  "checksums.sha256",
];

/** A training may have taken hours: wait longer than for other locks, which are held for moments. */
const PATIENCE = { waitMs: 60_000 };

/**
 * Saves a bundle as `<modelsDir>/<SYMBOL>/<version>/` and returns it as `loadBundle` reads it.
 *
 * Writes the files to a hidden folder beside the target, flushes them, reads them back, verifies them and renames the
 * folder. A crash or an error leaves no half bundle.
 *
 * @throws BundleError `bad_symbol`, `bad_content` or `bad_metadata` before anything is written; `version_exists` if
 * another save of the same version was first; `write_failed` otherwise; StorageError `locked`
 * @example
 * const { dir } = await saveBundle("models", { model, preprocessing, intervals, metadata });
 */
export function saveBundle(modelsDir: string, content: TrainedContent): Promise<TrainedBundle>;
export function saveBundle(modelsDir: string, content: BundleContent): Promise<Bundle>;
export async function saveBundle(modelsDir: string, content: BundleContent): Promise<Bundle> {
  const { symbol } = content.metadata;
  const parent = symbolDir(modelsDir, symbol);
  const { version, files } = composeFiles(content);
  const target = join(parent, version);
  const place = () => placeFolder(target, files, loadBundle);
  try {
    return { ...(await withSymbolDir(modelsDir, symbol, place, PATIENCE)), dir: target };
  } catch (cause) {
    // Renaming onto a finished bundle fails on every system, but the error code differs.
    if (await stat(target).catch(() => undefined)) {
      throw new BundleError(
        "version_exists",
        `${target} exists already: the same weights were saved in the same second; this copy was discarded`,
        { cause },
      );
    }
    if (cause instanceof BundleError || (cause instanceof StorageError && cause.code === "locked"))
      throw cause;
    throw new BundleError(
      "write_failed",
      `cannot save the bundle as ${target}: ${(cause as Error).message}; check the free space and the permissions`,
      { cause },
    );
  }
}

function composeFiles({ model, preprocessing, intervals, metadata, extras = {} }: BundleContent) {
  for (const path of Object.keys(extras)) {
    if (!isRelativePath(path) || OWN_FILES.includes(path.toLowerCase())) {
      throw new BundleError(
        "bad_content",
        `extras has the path ${quote(path)}: expected a relative one such as plots/loss.png, other than ${OWN_FILES.join(", ")}`,
      );
    }
  }
  const files: Files = {
    ...extras,
    "model.json": formatModelJson(model),
    "weights.bin": model.weightData,
    "preprocessing.json": `${JSON.stringify(preprocessing, null, 2)}\n`,
    ...(intervals && { "intervals.json": `${JSON.stringify(intervals, null, 2)}\n` }),
  };
  parseModelJson(files["model.json"] as string, model.weightData, "model.json");

  const hashes = Object.fromEntries(Object.entries(files).map(([path, data]) => [path, sha256(data)]));
  const weightsSha256 = hashWeights(model.weightData);
  const stamp = { formatVersion: FORMAT_VERSION, version: versionOf(metadata.createdAt, weightsSha256) };
  const text = `${JSON.stringify({ ...metadata, ...stamp, weightsSha256, files: hashes }, null, 2)}\n`;
  parseMetadata(text, "metadata.json");

  files["metadata.json"] = text;
  files["checksums.sha256"] = formatChecksums({ ...hashes, "metadata.json": sha256(text) });
  return { version: stamp.version, files };
}

function versionOf(createdAt: string, weightsSha256: string): string {
  if (Number.isNaN(Date.parse(createdAt))) {
    throw new BundleError(
      "bad_metadata",
      `createdAt is ${quote(createdAt)}: expected a UTC time such as 2026-11-24T04:05:06Z`,
    );
  }
  return bundleVersion(createdAt, weightsSha256);
}
