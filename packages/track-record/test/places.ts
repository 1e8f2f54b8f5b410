import { randomUUID } from "node:crypto";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import pg from "pg";
import type { PostgresServer } from "postgres-server";
import { SQLITE_FILE, Store, type StoreOptions } from "../src/index.ts";

/** A database for one test, which several stores may open. */
export interface Place {
  open(options?: { waitMs?: number; timeoutMs?: number }): Store;
  /** What a process of its own opens the store with. */
  options: StoreOptions;
  /** Runs SQL behind the record's back. */
  run(sql: string): Promise<void>;
}

/** Makes an empty database for one test. */
export type MakePlace = () => Promise<Place>;

/** A SQLite database in a folder of its own. */
export async function sqlitePlace(): Promise<Place & { dataDir: string }> {
  const dataDir = join(await mkdtemp(join(tmpdir(), "track-record-")), randomUUID());
  return {
    dataDir,
    options: { dataDir },
    open: (options) => new Store({ dataDir, ...options }),
    async run(sql) {
      const database = new DatabaseSync(join(dataDir, SQLITE_FILE));
      database.exec(sql);
      database.close();
    },
  };
}

/** A database of a PostgreSQL server. */
export async function postgresPlace(server: PostgresServer): Promise<Place & { url: string }> {
  const url = await server.createDatabase();
  return {
    url,
    options: { url, dataDir: "unused" },
    open: (options) => new Store({ url, dataDir: "unused", ...options }),
    async run(sql) {
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      await client.query(sql);
      await client.end();
    },
  };
}
