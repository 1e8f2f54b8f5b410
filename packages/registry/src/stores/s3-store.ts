import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import {
  BundleError,
  type BundleMetadata,
  bundleDir,
  formatChecksums,
  isRelativePath,
  isVersion,
  parseMetadata,
  sha256,
  verifyBundle,
  withSymbolDir,
} from "@lstm-predict/artifacts";
import { isSymbol } from "@lstm-predict/bars";
import { type Files, placeFolder, StorageError } from "@lstm-predict/storage";
import { changedObject, isHeldBy, S3Objects, type S3Place, takeLease } from "@lstm-predict/storage/s3";
import pMap from "p-map";
import { refusePruned } from "../prune/mark.ts";
import { removeMarked } from "../prune/remove-marked.ts";
import type { BundleStore, DecisionLog, Pointer } from "./bundle-store.ts";
import type { Claim, ClaimOptions } from "./claim.ts";
import { bundleKey, championKey, claimKey, decisionKey, logKey, SEAL } from "./s3-keys.ts";
import {
  byteCounter,
  MOST_BUNDLE_BYTES,
  MOST_CHAMPIONS,
  MOST_DECISIONS,
  MOST_FILES,
  MOST_LOG_BYTES,
  mostBytes,
} from "./s3-limits.ts";

/** Requests to S3 at a time. */
const CONCURRENCY = 6;
/** If other processes log a decision this often in between, something is wrong. */
const ATTEMPTS = 50;

/** Most listings of the files of a version while it is deleted. */
const ROUNDS = 4;

/**
 * A prefix of an S3 bucket as the store:
 *
 *     champions/AAPL.json             replaced by conditional writes; one listing shows all changes
 *     promotions/AAPL/000001.json     one decision each, numbered, never overwritten
 *     bundles/AAPL/<version>/         the files of the bundle, checksums.sha256 last
 *     claims/AAPL.json                who may publish at this moment: a lease
 */
export class S3Store implements BundleStore {
  readonly url: string;
  readonly modelsDir: string;
  readonly #objects: S3Objects;

  constructor({ modelsDir, ...place }: S3Place & { modelsDir: string }) {
    this.#objects = new S3Objects(place);
    this.url = this.#objects.url;
    this.modelsDir = modelsDir;
  }

  async listChampions(): Promise<Map<string, string>> {
    const found = await this.#objects.list("champions/", MOST_CHAMPIONS);
    return new Map(
      found.flatMap(({ key, etag }) => {
        const [, symbol = ""] = /^champions\/(.+)\.json$/.exec(key) ?? [];
        return isSymbol(symbol) ? [[symbol, etag] as const] : [];
      }),
    );
  }

  async listVersions(only?: string): Promise<Map<string, string[]>> {
    const versions = new Map<string, string[]>();
    for (const { key } of await this.#objects.list(only === undefined ? "bundles/" : bundleKey(only))) {
      const [, symbol, version, file] = key.split("/") as [string, string, string, string?];
      if (file !== SEAL || !isSymbol(symbol) || !isVersion(version)) continue;
      versions.set(symbol, [...(versions.get(symbol) ?? []), version]);
    }
    return versions;
  }

  async readPointer(symbol: string): Promise<Pointer | undefined> {
    const key = championKey(symbol);
    const found = await this.#objects.get(key);
    return found && { text: textOf(found.bytes), tag: found.etag, where: this.#objects.where(key) };
  }

  async movePointer(symbol: string, text: string, seen: Pointer | undefined): Promise<boolean> {
    const condition = seen ? { ifTag: seen.tag } : { ifNone: true };
    if (await this.#objects.put(championKey(symbol), text, condition)) return true;
    // The SDK repeats requests: the first may have succeeded with its answer lost.
    return (await this.readPointer(symbol))?.text === text;
  }

  async readLog(symbol: string): Promise<DecisionLog> {
    const folder = logKey(symbol);
    const where = this.#objects.where(folder);
    const count = byteCounter(where, MOST_LOG_BYTES);
    const read = async (number: number) => {
      const key = decisionKey(symbol, number);
      const found = await this.#objects.get(key);
      if (!found) throw changedObject(this.#objects.where(key), "it is gone");
      count(found.bytes);
      return textOf(found.bytes).trimEnd();
    };
    return { lines: await pMap(await this.#decisions(symbol), read, { concurrency: CONCURRENCY }), where };
  }

  async appendToLog(symbol: string, line: string): Promise<void> {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      const key = decisionKey(symbol, ((await this.#decisions(symbol)).at(-1) ?? 0) + 1);
      if (await this.#objects.put(key, `${line}\n`, { ifNone: true })) return;
      // The line is there already if an earlier attempt succeeded with its answer lost.
      const there = await this.#objects.get(key);
      if (there && textOf(there.bytes) === `${line}\n`) return;
    }
    const where = this.#objects.where(logKey(symbol));
    throw new StorageError("store_refused", `${where} had another new decision ${ATTEMPTS} times: try again`);
  }

  /** The numbers of the decisions about a symbol, ascending; other objects beside them are none. */
  async #decisions(symbol: string): Promise<number[]> {
    const found = await this.#objects.list(logKey(symbol), MOST_DECISIONS);
    return found
      .map(({ key }) => ({ key, number: Number(/(\d+)\.json$/.exec(key)?.[1]) }))
      .filter(({ key, number }) => key === decisionKey(symbol, number))
      .map(({ number }) => number)
      .sort((a, b) => a - b);
  }

  async readMetadata(symbol: string, version: string): Promise<BundleMetadata> {
    const key = bundleKey(symbol, version);
    const [seal, file] = await Promise.all(
      [SEAL, "metadata.json"].map((name) => this.#objects.get(key + name, mostBytes(name))),
    );
    if (!seal || !file) throw this.#noBundle(symbol, version);
    const metadata = parseMetadata(textOf(file.bytes), this.#objects.where(`${key}metadata.json`));
    const expected = formatChecksums({ ...metadata.files, "metadata.json": sha256(file.bytes) });
    if (textOf(seal.bytes) !== expected)
      throw changedObject(this.#objects.where(`${key}metadata.json`), `it does not agree with ${SEAL}`);
    return metadata;
  }

  async push(symbol: string, version: string): Promise<boolean> {
    const dir = bundleDir(this.modelsDir, symbol, version);
    const key = bundleKey(symbol, version);
    const isLocal = await isFolder(dir);
    const there = await this.#objects.get(key + SEAL);
    if (there && !isLocal) return false;
    if (!isLocal) throw this.#noBundle(symbol, version);
    const { files } = await verifyBundle(dir);
    const seal = await readFile(join(dir, SEAL));
    if (!there) {
      // A prune marks the pointer before it deletes the seal: if that is why there is none, the mark is visible by now.
      refusePruned(await this.readPointer(symbol), symbol, version);
      const send = async (name: string) =>
        void (await this.#objects.put(key + name, await readFile(join(dir, name))));
      await pMap([...Object.keys(files), "metadata.json"], send, { concurrency: CONCURRENCY });
      if (await this.#objects.put(key + SEAL, seal, { ifNone: true })) return true;
    }
    const sealed = there ?? (await this.#objects.get(key + SEAL));
    if (sealed && textOf(sealed.bytes) === textOf(seal)) return !there;
    throw new BundleError(
      "version_exists",
      `${this.#objects.where(key)} is not the same bundle as ${dir}: train the model again, for a new version`,
    );
  }

  async pull(symbol: string, version: string): Promise<string> {
    const dir = bundleDir(this.modelsDir, symbol, version);
    if (await isWhole(dir)) return dir;
    const key = bundleKey(symbol, version);
    const seal = await this.#objects.get(key + SEAL);
    if (!seal) throw this.#noBundle(symbol, version);
    const hashes = parseChecksums(textOf(seal.bytes));
    if (!hashes) throw changedObject(this.#objects.where(key + SEAL), "it is not a list of checksums");
    if (Object.keys(hashes).length > MOST_FILES)
      throw changedObject(this.#objects.where(key + SEAL), `it has more than ${MOST_FILES} files`);
    const count = byteCounter(this.#objects.where(key), MOST_BUNDLE_BYTES);
    const fetched = await pMap(
      Object.entries(hashes),
      async ([name, expected]) => {
        const found = await this.#objects.get(key + name, mostBytes(name));
        if (found) count(found.bytes);
        const actual = found && sha256(found.bytes);
        if (actual !== expected) {
          if (!(await this.#objects.get(key + SEAL))) throw this.#noBundle(symbol, version); // pruned meanwhile
          const how = found ? `its SHA-256 is ${actual}, not ${expected}` : "it is gone";
          throw changedObject(this.#objects.where(key + name), how);
        }
        return [name, found!.bytes] as const;
      },
      { concurrency: CONCURRENCY },
    );
    const files: Files = { ...Object.fromEntries(fetched), [SEAL]: seal.bytes };
    try {
      await withSymbolDir(this.modelsDir, symbol, () =>
        placeFolder(dir, files, verifyBundle, { replace: true }),
      );
    } catch (error) {
      // Another process may have pulled the same version in the meantime.
      if (!(await isWhole(dir))) throw error;
    }
    return dir;
  }

  async sizeOf(symbol: string, version: string): Promise<number> {
    const objects = await this.#objects.list(bundleKey(symbol, version));
    return objects.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  remove(symbol: string, versions: readonly string[], seen: Pointer | undefined): Promise<boolean> {
    return removeMarked(this, symbol, versions, seen, (version) => this.#removeObjects(symbol, version));
  }

  /** Deletes the objects of a version, the seal first: from then on nobody lists or fetches it. */
  async #removeObjects(symbol: string, version: string): Promise<void> {
    const folder = bundleKey(symbol, version);
    const keys = async () => (await this.#objects.list(folder)).map(({ key }) => key);
    // Once more if another process sends the same version meanwhile: it must not stay in part.
    for (
      let left = await keys(), round = 0;
      left.length > 0 && round < ROUNDS;
      left = await keys(), round++
    ) {
      if (left.includes(folder + SEAL)) await this.#objects.remove(folder + SEAL);
      const others = left.filter((key) => key !== folder + SEAL);
      await pMap(others, (key) => this.#objects.remove(key), { concurrency: CONCURRENCY });
    }
  }

  claim(symbol: string, options?: ClaimOptions): Promise<Claim | undefined> {
    return takeLease(this.#objects, claimKey(symbol), options);
  }

  holdsClaim(symbol: string, token: string): Promise<boolean> {
    return isHeldBy(this.#objects, claimKey(symbol), token);
  }

  #noBundle(symbol: string, version: string): BundleError {
    return new BundleError(
      "no_bundle",
      `${this.#objects.where(bundleKey(symbol, version))} does not exist, or not yet as a whole: pnpm models list shows what does; pnpm models push sends what was trained here`,
    );
  }
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("utf8");
}

function parseChecksums(text: string): Record<string, string> | undefined {
  const lines = text.trimEnd().split("\n");
  const pairs = lines.map((line) => /^([0-9a-f]{64}) {2}(.+)$/.exec(line));
  if (!pairs.every((pair) => pair !== null && isRelativePath(pair[2]!))) return undefined;
  return Object.fromEntries(pairs.map((pair) => [pair![2]!, pair![1]!]));
}

async function isFolder(dir: string): Promise<boolean> {
  return (await stat(dir).catch(() => undefined))?.isDirectory() ?? false;
}

async function isWhole(dir: string): Promise<boolean> {
  return verifyBundle(dir).then(
    () => true,
    () => false,
  );
}
