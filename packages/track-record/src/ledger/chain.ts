import { createHash } from "node:crypto";

/** The kinds of entries, in tables of their own. */
export type EntryKind = "forecast" | "settlement";

/** What the first entry follows. */
export const GENESIS = "0".repeat(64);

/** The end of a chain: who keeps it elsewhere can prove later what the record was. */
export interface ChainHead {
  /** Number of entries. */
  entries: number;
  /** SHA-256 of the last entry, which stands for all of them; 64 zeros for none. */
  hash: string;
}

/**
 * Hash of an entry: SHA-256 of the hash before, the kind, and the row as JSON, with its columns in the order of their names.
 *
 * Leaves out columns without a value: a column that a later version adds changes no older hash. JSON has the shortest digits
 * of a double that read back as the same one.
 */
export function entryHash(previous: string, kind: EntryKind, row: object): string {
  const columns = Object.entries(row)
    .filter(([name, value]) => name !== "hash" && value !== null)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash("sha256")
    .update(JSON.stringify([previous, kind, columns]))
    .digest("hex");
}
