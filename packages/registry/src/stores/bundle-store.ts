import type { BundleMetadata } from "@lstm-predict/artifacts";

/** The bytes behind a champion, and what tells them from those before and after. */
export interface Pointer {
  text: string;
  tag: string;
  /** Names it in errors. */
  where: string;
}

/** A symbol's decisions, one JSON text each, oldest first. */
export interface DecisionLog {
  lines: string[];
  /** Names it in errors. */
  where: string;
}

/**
 * Where bundles, champions and their history are kept. A version is there as a whole or not at all, and a champion is moved
 * only from the one that was seen: of two who promote at once one wins.
 *
 * All methods throw BundleError: `bad_symbol`, `bad_version`, `unreadable_file`, and from S3 `store_unreachable`,
 * `store_denied`, `store_refused` and `no_bucket`.
 */
export interface BundleStore {
  /** As people write it: a folder, or s3://bucket/prefix. */
  readonly url: string;
  /** The folder where trainings save bundles and `pull` puts them. */
  readonly modelsDir: string;
  /** The symbols that have a champion, each with a tag that is another one when the champion has moved. */
  listChampions(): Promise<Map<string, string>>;
  /** Whole versions by symbol, oldest first; of one symbol if it is given. */
  listVersions(symbol?: string): Promise<Map<string, string[]>>;
  readPointer(symbol: string): Promise<Pointer | undefined>;
  /** Replaces the pointer that was seen; false, and nothing is changed, when it is not there any more. */
  movePointer(symbol: string, text: string, seen: Pointer | undefined): Promise<boolean>;
  readLog(symbol: string): Promise<DecisionLog>;
  /** The log only ever grows. */
  appendToLog(symbol: string, line: string): Promise<void>;
  /** Throws as `readMetadata` of a folder does; `no_bundle` when the version is not there. */
  readMetadata(symbol: string, version: string): Promise<BundleMetadata>;
  /**
   * Makes a version that was saved in `modelsDir` visible here; false when it is here already. Throws `no_bundle` when it is
   * in neither, `version_exists` when another bundle has its name, and what `verifyBundle` throws.
   */
  push(symbol: string, version: string): Promise<boolean>;
  /** The folder of a version in `modelsDir`, fetched and verified when it was not there. Throws as `loadBundle` does. */
  pull(symbol: string, version: string): Promise<string>;
}

/** A models folder by its path, or any store. */
export type Models = string | BundleStore;
