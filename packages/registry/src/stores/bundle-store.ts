import type { BundleMetadata } from "@lstm-predict/artifacts";
import type { Claim, ClaimOptions } from "./claim.ts";

/** The text of a champion.json, with a tag that changes whenever the champion does. */
export interface Pointer {
  text: string;
  tag: string;
  /** Path or URL of the pointer, for errors. */
  where: string;
}

/** The log of a symbol's decisions, one JSON text a line, oldest first. */
export interface DecisionLog {
  lines: string[];
  /** The incomplete last line that an append left which did not end; the next append removes it. */
  torn?: string;
  /** Path or URL of the log, for errors. */
  where: string;
}

/**
 * Stores bundles, champions and logs of decisions. A version exists as a whole or not at all. A champion is replaced only if
 * it is the one that the caller has read, so that of two concurrent promotions one wins.
 *
 * All methods throw BundleError `bad_symbol`, `bad_version` or `unreadable_file`, and with S3 also StorageError
 * `store_unreachable`, `store_denied`, `store_refused` or `no_bucket`.
 */
export interface BundleStore {
  /** A folder, or s3://bucket/prefix. */
  readonly url: string;
  /** The local folder where trainings save bundles and `pull` places them. */
  readonly modelsDir: string;
  /** Tags of all champions by symbol; a tag changes whenever the champion does. */
  listChampions(): Promise<Map<string, string>>;
  /** Complete versions by symbol, oldest first; only of `symbol` if given. */
  listVersions(symbol?: string): Promise<Map<string, string[]>>;
  /** Undefined if the symbol has no champion. */
  readPointer(symbol: string): Promise<Pointer | undefined>;
  /**
   * Replaces the pointer `seen` (undefined: none); false, with nothing changed, if the pointer is another one now. Throws
   * `no_bundle` if its version was deleted, where a lock lets that be seen.
   */
  movePointer(symbol: string, text: string, seen: Pointer | undefined): Promise<boolean>;
  readLog(symbol: string): Promise<DecisionLog>;
  /** Appends a line, as a whole or not at all; no whole line is ever changed or removed. */
  appendToLog(symbol: string, line: string): Promise<void>;
  /** Throws what `readMetadata` of artifacts throws; `no_bundle` if the version does not exist. */
  readMetadata(symbol: string, version: string): Promise<BundleMetadata>;
  /**
   * Sends a version that was saved in `modelsDir` to the store; false if the store has it already. Throws `no_bundle` if it
   * is in neither, `version_exists` if another bundle has its name, `pruned` if it is being deleted, and what `verifyBundle`
   * throws.
   */
  push(symbol: string, version: string): Promise<boolean>;
  /** The folder of a version in `modelsDir`, downloaded and verified if missing. Throws what `loadBundle` throws. */
  pull(symbol: string, version: string): Promise<string>;
  /** Size of a version in bytes; 0 if there is none. */
  sizeOf(symbol: string, version: string): Promise<number>;
  /**
   * Deletes versions, each as a whole: readers see all of it or none. False if the pointer is another one than `seen`, at the
   * beginning or in between; then some versions may be left. Not for the champion: a promotion of one of them fails from now on,
   * with `no_bundle` or `pruned`. Missing versions, and the rest of those that a killed process has begun, count as deleted.
   */
  remove(symbol: string, versions: readonly string[], seen: Pointer | undefined): Promise<boolean>;
  /** Claims the symbol for this process, on all machines that use the store; undefined if another one has it. */
  claim(symbol: string, options?: ClaimOptions): Promise<Claim | undefined>;
  /** Whether the claim with this token is held at this moment. */
  holdsClaim(symbol: string, token: string): Promise<boolean>;
}

/** A store, or the path of a models folder. */
export type Models = string | BundleStore;
