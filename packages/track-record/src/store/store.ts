import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { quote } from "@lstm-predict/checks";
import { Kysely } from "kysely";
import { TrackRecordError } from "../errors.ts";
import type { Engine } from "./engine.ts";
import { hasCurrentVersion, migrate } from "./migrations.ts";
import { postgresEngine } from "./postgres.ts";
import { sqliteEngine } from "./sqlite.ts";
import type { Tables } from "./tables.ts";

/** Where a track record is. */
export interface StoreOptions {
  /** `postgres://user:password@host/database`; undefined or empty: SQLite in `dataDir`. */
  url?: string | undefined;
  /** Folder of `track-record.sqlite`. */
  dataDir: string;
  /** How long a writer waits for other writers; 5,000 if undefined. */
  waitMs?: number | undefined;
  /** Time limit of a statement of PostgreSQL, beside that wait; 30,000 if undefined. */
  timeoutMs?: number | undefined;
}

/** Name of the SQLite database in `dataDir`. */
export const SQLITE_FILE = "track-record.sqlite";

/** How long `close` waits for a database that is being opened. */
const CLOSE_MS = 1_000;

/** The database of a track record. It opens, and migrates, on its first use, and again after a failed one. */
export class Store implements AsyncDisposable {
  /** Where the record is, without credentials. */
  readonly place: string;
  readonly #engine: Engine;
  readonly #db: Kysely<Tables>;
  readonly #waitMs: number;
  #ready: Promise<void> | undefined;
  #isClosed = false;

  /** @throws TrackRecordError `bad_store` */
  constructor({ url, dataDir, waitMs = 5_000, timeoutMs = 30_000 }: StoreOptions) {
    this.#engine = url ? engineOf(url, waitMs, timeoutMs) : sqliteEngine(join(dataDir, SQLITE_FILE));
    this.#db = new Kysely({ dialect: this.#engine.dialect });
    this.#waitMs = waitMs;
    this.place = this.#engine.place;
  }

  /** Opens the database and brings its schema to this program's version. Throws TrackRecordError, `newer` among others. */
  ready(): Promise<void> {
    this.#ready ??= this.#prepare().catch((error) => {
      this.#ready = undefined;
      throw error;
    });
    return this.#ready;
  }

  /** Runs queries that change nothing; each sees what is committed. Throws TrackRecordError. */
  async read<T>(query: (db: Kysely<Tables>) => Promise<T>): Promise<T> {
    await this.ready();
    return this.#patiently(() => query(this.#db));
  }

  /** Runs `work` in a transaction beside which no other writer runs. Throws TrackRecordError. */
  async write<T>(work: (db: Kysely<Tables>) => Promise<T>): Promise<T> {
    await this.ready();
    return this.#transaction(work);
  }

  /** Closes the database; statements that a server does not answer are given up after seconds. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await Promise.race([this.#ready?.catch(() => {}), setTimeout(CLOSE_MS, undefined, { ref: false })]);
    await this.#db.destroy();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Writes only if it has to: who may only read can read, and nobody who reads waits for a writer. */
  async #prepare(): Promise<void> {
    const isCurrent = await this.#patiently(() => hasCurrentVersion(this.#db)).catch((error) => {
      if (error.code === "failed") return false; // there is no such table yet
      throw error;
    });
    if (!isCurrent) await this.#transaction((db) => migrate(db, this.#engine));
  }

  #transaction<T>(work: (db: Kysely<Tables>) => Promise<T>): Promise<T> {
    return this.#patiently(() =>
      this.#db.transaction().execute(async (transaction) => {
        await this.#engine.lock(transaction);
        return work(transaction);
      }),
    );
  }

  /** Repeats what finds the database locked, which SQLite tells at once and before anything is written. */
  async #patiently<T>(work: () => Promise<T>): Promise<T> {
    const until = performance.now() + this.#waitMs;
    for (let pause = 5; ; pause = Math.min(2 * pause, 100)) {
      if (this.#isClosed) throw new TrackRecordError("closed", `the track record ${this.place} is closed`);
      try {
        return await work();
      } catch (error) {
        const explained = this.#engine.explain(error);
        if (explained.code !== "locked" || performance.now() + pause > until) throw explained;
        await setTimeout(pause * (0.5 + Math.random()));
      }
    }
  }
}

function engineOf(url: string, waitMs: number, timeoutMs: number): Engine {
  if (/^postgres(ql)?:\/\//.test(url)) return postgresEngine(url, waitMs, timeoutMs);
  throw new TrackRecordError(
    "bad_store",
    `the track record is ${quote(url)}: expected postgres://host/database, or nothing for SQLite`,
  );
}
