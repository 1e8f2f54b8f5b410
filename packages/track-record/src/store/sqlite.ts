import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import { type SqliteDatabase, SqliteDialect } from "kysely";
import { TrackRecordError, type TrackRecordErrorCode } from "../errors.ts";
import type { Engine } from "./engine.ts";

/** How long SQLite itself waits for a lock. Short, because it blocks the thread: `Store.write` repeats, and lets others run. */
const BUSY_MS = 20;

/**
 * SQLite in one file, through `node:sqlite`. Readers never wait for a writer (WAL); what is committed survives a power cut.
 *
 * @param file is created on the first use, with its folder
 */
export function sqliteEngine(file: string): Engine {
  return {
    dialect: new SqliteDialect({ database: async () => openFile(file) }),
    place: file,
    text: "text",
    lock: async () => {},
    explain: (error) => explain(error, file),
  };
}

function openFile(file: string): SqliteDatabase {
  mkdirSync(dirname(file), { recursive: true });
  const database = new DatabaseSync(file, { timeout: BUSY_MS });
  try {
    refuseOthers(database, file);
    database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON");
  } catch (error) {
    database.close();
    throw error;
  }
  return {
    close: () => database.close(),
    prepare(sql) {
      // Every transaction writes. A deferred one that reads first could not wait for another writer.
      const statement = database.prepare(sql === "begin" ? "begin immediate" : sql);
      return {
        reader: statement.columns().length > 0,
        all: (values) => statement.all(...(values as SQLInputValue[])),
        run: (values) => {
          // SQLite itself rolls back where the disk is full: a second time would hide why.
          if (sql === "rollback" && !database.isTransaction) return { changes: 0, lastInsertRowid: 0 };
          return statement.run(...(values as SQLInputValue[]));
        },
        iterate: (values) => statement.iterate(...(values as SQLInputValue[])),
      };
    },
  };
}

/** Throws if another program has its tables in the file. Ours come all at once; `migrate` tells if one was lost since. */
function refuseOthers(database: DatabaseSync, file: string): void {
  const tables = database.prepare("select count(*) as n from sqlite_schema").get()!.n;
  const own = database.prepare(
    "select count(*) as n from sqlite_schema, pragma_table_info(sqlite_schema.name) as columns " +
      "where sqlite_schema.name in ('ledger', 'forecasts') and columns.name = 'hash'",
  );
  if (tables === 0 || Number(own.get()!.n) > 0) return;
  throw new TrackRecordError(
    "damaged",
    `the track record ${file}: the file is of another program: move it away to begin a record`,
  );
}

/** Primary result codes of SQLite, https://www.sqlite.org/rescode.html. */
const CODES: Readonly<Record<number, [TrackRecordErrorCode, string]>> = {
  3: ["denied", "permission denied"],
  5: ["locked", "another process writes to it"],
  6: ["locked", "another process writes to it"],
  8: ["denied", "the file is read-only"],
  10: ["full", "the disk is full or refuses the write"],
  11: ["damaged", "the file is damaged: restore it from a backup, or move it away to begin a new record"],
  13: ["full", "the disk is full"],
  14: ["denied", "the file cannot be opened"],
  26: ["damaged", "the file is not a SQLite database"],
};

function explain(error: unknown, file: string): TrackRecordError {
  if (error instanceof TrackRecordError) return error;
  const { errcode = 0, code: system = "", message } = error as NodeJS.ErrnoException & { errcode?: number };
  // Without a code of SQLite, its folder could not be made.
  const otherwise = /^E[A-Z]+$/.test(system) ? "denied" : "failed";
  const [code, cause] = CODES[errcode & 0xff] ?? [otherwise, message];
  return new TrackRecordError(code, `the track record ${file}: ${cause}`, { cause: error });
}
