import type { Kysely } from "kysely";
import type { Tables } from "../store/tables.ts";
import { type ChainHead, type EntryKind, entryHash } from "./chain.ts";
import type { ForecastRow, NewRow, SettlementRow } from "./rows.ts";

/** Rows of one statement: 25 columns each stay below the 32,766 parameters of SQLite. */
const ROWS_A_STATEMENT = 500;

/** Appends forecasts to the chain, within a transaction of `Store.write`; returns the rows with their ids. */
export function appendForecasts(db: Kysely<Tables>, rows: readonly NewRow<ForecastRow>[]) {
  return append(db, "forecast", rows, (chunk) => db.insertInto("forecasts").values(chunk).execute());
}

/** Appends settlements to the chain, within a transaction of `Store.write`; returns the rows with their ids. */
export function appendSettlements(db: Kysely<Tables>, rows: readonly NewRow<SettlementRow>[]) {
  return append(db, "settlement", rows, (chunk) => db.insertInto("settlements").values(chunk).execute());
}

async function append<T extends object>(
  db: Kysely<Tables>,
  kind: EntryKind,
  rows: readonly T[],
  insert: (rows: (T & { id: number; hash: string })[]) => Promise<unknown>,
): Promise<(T & { id: number; hash: string })[]> {
  if (rows.length === 0) return [];
  let { entries, hash } = await readHead(db);
  const chained = rows.map((row) => {
    const entry = { ...row, id: ++entries };
    hash = entryHash(hash, kind, entry);
    return { ...entry, hash };
  });
  for (let at = 0; at < chained.length; at += ROWS_A_STATEMENT) {
    await insert(chained.slice(at, at + ROWS_A_STATEMENT));
  }
  await db.updateTable("ledger").set({ entries, hash }).execute();
  return chained;
}

/** The head of the chain, as the record tells it. */
export function readHead(db: Kysely<Tables>): Promise<ChainHead> {
  return db.selectFrom("ledger").select(["entries", "hash"]).executeTakeFirstOrThrow();
}
