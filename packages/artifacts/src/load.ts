import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { BundleError } from "./errors.ts";
import { formatChecksums, sha256 } from "./hash.ts";
import { parseJson, parseMetadata } from "./metadata.ts";
import { parseModelJson } from "./model-files.ts";
import type { Bundle, BundleMetadata } from "./types.ts";

/**
 * Loads the bundle in folder `dir` and checks every listed file against its SHA-256.
 *
 * Ignores files that the metadata do not list.
 *
 * @throws BundleError `no_bundle`, `missing_file`, `unreadable_file`, `changed_file`, `bad_json`, `bad_metadata`,
 * `bad_content` or `unknown_format`
 * @example
 * const { metadata, model } = await loadBundle("models/AAPL/20261124T040506Z-1a2b3c4d");
 */
export async function loadBundle(dir: string): Promise<Bundle> {
  const { metadata, contents } = await readVerified(dir);
  const json = (name: string) => parseJson(contents.get(name)!.toString("utf8"), join(dir, name));
  // Copies the bytes: a Buffer may be part of a larger one, and a Float32Array needs aligned bytes.
  const weightData = new Uint8Array(contents.get("weights.bin")!);
  return {
    dir,
    metadata,
    preprocessing: json("preprocessing.json"),
    ...(contents.has("intervals.json") && { intervals: json("intervals.json") }),
    model: parseModelJson(contents.get("model.json")!.toString("utf8"), weightData, join(dir, "model.json")),
  };
}

/**
 * Checks every listed file of the bundle in `dir` against its SHA-256 and returns the metadata.
 *
 * @throws BundleError as `loadBundle`
 */
export async function verifyBundle(dir: string): Promise<BundleMetadata> {
  return (await readVerified(dir)).metadata;
}

/**
 * Reads metadata.json alone, checked against checksums.sha256. For lists of bundles, where hashing all files is slow.
 *
 * @throws BundleError as `loadBundle`
 */
export async function readMetadata(dir: string): Promise<BundleMetadata> {
  if (!(await isFolder(dir))) throw noBundle(dir);
  const metadataBytes = await readBundleFile(dir, "metadata.json");
  const checksums = await readBundleFile(dir, "checksums.sha256");
  const metadata = parseMetadata(metadataBytes.toString("utf8"), join(dir, "metadata.json"));
  const expected = formatChecksums({ ...metadata.files, "metadata.json": sha256(metadataBytes) });
  if (checksums.toString("utf8") !== expected) {
    throw changed(dir, "metadata.json", "it does not agree with checksums.sha256");
  }
  return metadata;
}

async function readVerified(dir: string) {
  const metadata = await readMetadata(dir);
  const contents = new Map<string, Buffer>();
  for (const name of Object.keys(metadata.files))
    contents.set(name, await readListedFile(dir, name, metadata));
  return { metadata, contents };
}

/**
 * Reads one file of a bundle, checked against its SHA-256 in `files`.
 *
 * @throws BundleError `missing_file`, `unreadable_file` or `changed_file`
 */
export async function readListedFile(
  dir: string,
  name: string,
  { files }: Pick<BundleMetadata, "files">,
): Promise<Buffer> {
  const bytes = await readBundleFile(dir, name);
  const actual = sha256(bytes);
  if (actual !== files[name]) throw changed(dir, name, `its SHA-256 is ${actual}, not ${files[name]}`);
  return bytes;
}

async function readBundleFile(dir: string, name: string): Promise<Buffer> {
  try {
    return await readFile(join(dir, name));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") {
      if (!(await isFolder(dir))) throw noBundle(dir); // pruned while it was read
      throw new BundleError(
        "missing_file",
        `${join(dir, name)} is missing: restore it from a copy, or train the model again`,
        { cause },
      );
    }
    throw new BundleError("unreadable_file", `cannot read ${join(dir, name)}: ${(cause as Error).message}`, {
      cause,
    });
  }
}

function noBundle(dir: string): BundleError {
  return new BundleError(
    "no_bundle",
    `${dir} is not a bundle folder: give the folder that a training printed`,
  );
}

async function isFolder(dir: string): Promise<boolean> {
  return (await stat(dir).catch(() => undefined))?.isDirectory() ?? false;
}

function changed(dir: string, name: string, how: string): BundleError {
  return new BundleError(
    "changed_file",
    `${join(dir, name)} changed after it was saved (${how}): restore it from a copy, or train the model again`,
  );
}
