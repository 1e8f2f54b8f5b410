import type { Kysely } from "kysely";
import type { Store } from "../store/store.ts";
import type { Tables } from "../store/tables.ts";
import { readHead } from "./append.ts";
import { type ChainHead, type EntryKind, entryHash, GENESIS } from "./chain.ts";

/** An entry that is not what was recorded. */
export interface ChainFault {
  /** Id of the entry. */
  id: number;
  kind: "changed" | "missing" | "extra" | "cut" | "otherHead";
  /** One sentence for the user. */
  message: string;
}

/** What `verifyRecord` found. */
export interface Verification extends ChainHead {
  /** Empty if the chain holds; at most 100. */
  faults: ChainFault[];
}

type Entry = { id: number; hash: string; kind: EntryKind; row: object };

const ROWS_A_PAGE = 2_000;
const MAX_FAULTS = 100;

/**
 * Computes the hash chain again and names entries that were changed, removed or inserted.
 *
 * Who may write to the database can also rebuild the whole chain, and then it proves nothing. So keep a head
 * (`readRecordHead`) where they cannot change it, in a log, a mail, another machine: with it, the entries up to it are
 * proved to be what they were then. It does not prove when an entry was made, beyond "before the head was taken".
 *
 * @param head of an earlier time, kept elsewhere
 */
export async function verifyRecord(store: Store, { head }: { head?: ChainHead } = {}): Promise<Verification> {
  const faults: ChainFault[] = [];
  const report = (fault: ChainFault) => {
    if (faults.length < MAX_FAULTS) faults.push(fault);
  };
  // First: entries that others append meanwhile lie behind it.
  const end = await store.read(readHead);
  let [entries, hash] = [0, GENESIS];
  const checkHead = () => {
    if (head && head.entries === entries && head.hash !== hash) {
      const message = `Entry ${entries} has another hash than the head that was kept: it, or one before it, was rewritten.`;
      report({ id: entries, kind: "otherHead", message });
    }
  };
  checkHead();
  for await (const { id, kind, row, hash: stored } of readEntries(store, end.entries)) {
    if (id <= entries) {
      report({ id, kind: "extra", message: `There are two entries ${id}: one was inserted.` });
      continue;
    }
    if (id > entries + 1) {
      const gone = id === entries + 2 ? `Entry ${id - 1} is` : `Entries ${entries + 1} to ${id - 1} are`;
      report({ id: entries + 1, kind: "missing", message: `${gone} missing.` });
    } else if (entryHash(hash, kind, row) !== stored) {
      const before = id > 1 ? `, or entry ${id - 1} was rewritten with its hash` : "";
      report({ id, kind: "changed", message: `Entry ${id}, a ${kind}, was changed${before}.` });
    }
    [entries, hash] = [id, stored];
    checkHead();
  }
  const cut = Math.max(end.entries, head?.entries ?? 0);
  if (entries < cut) {
    const message = `The record ends with entry ${entries}: those from ${entries + 1} to ${cut} are missing.`;
    report({ id: entries + 1, kind: "cut", message });
  } else if (end.hash !== hash) {
    const message = `Entry ${entries}, the last one, has another hash than the record's head.`;
    report({ id: entries, kind: "otherHead", message });
  }
  const outside = await store.read((db) => countOutside(db, end));
  if (outside > 0) {
    const message = `Beside the entries 1 to ${end.entries} that were recorded there are ${outside} more.`;
    report({ id: end.entries + 1, kind: "extra", message });
  }
  return { entries, hash, faults };
}

/** The head of the chain: keep it elsewhere, for `verifyRecord`. */
export function readRecordHead(store: Store): Promise<ChainHead> {
  return store.read(readHead);
}

/** All entries up to `last` in the order of their ids, a page at a time. */
async function* readEntries(store: Store, last: number): AsyncGenerator<Entry> {
  for (let from = 1; from <= last; from += ROWS_A_PAGE) {
    const to = Math.min(last, from + ROWS_A_PAGE - 1);
    const page = await store.read(async (db) => {
      const within = (table: "forecasts" | "settlements") =>
        db.selectFrom(table).selectAll().where("id", ">=", from).where("id", "<=", to).execute();
      const forecasts = await within("forecasts");
      const settlements = await within("settlements");
      return [
        ...forecasts.map((row): Entry => ({ id: row.id, hash: row.hash, kind: "forecast", row })),
        ...settlements.map((row): Entry => ({ id: row.id, hash: row.hash, kind: "settlement", row })),
      ];
    });
    yield* page.sort((a, b) => a.id - b.id);
  }
}

/** The number of rows that have no place in the chain, unless a writer has appended since. */
async function countOutside(db: Kysely<Tables>, end: ChainHead): Promise<number> {
  const count = async (table: "forecasts" | "settlements") => {
    const { rows } = await db
      .selectFrom(table)
      .select(({ fn }) => fn.countAll().as("rows"))
      .where((row) => row.or([row("id", "<", 1), row("id", ">", end.entries)]))
      .executeTakeFirstOrThrow();
    return Number(rows);
  };
  const outside = (await count("forecasts")) + (await count("settlements"));
  return (await readHead(db)).entries === end.entries ? outside : 0;
}
