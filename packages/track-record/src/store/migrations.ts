import { type Kysely, sql } from "kysely";
import { TrackRecordError } from "../errors.ts";
import { GENESIS } from "../ledger/chain.ts";
import { recountOutcomes } from "../monitor/recount.ts";
import type { Engine } from "./engine.ts";
import type { Tables } from "./tables.ts";

type Migration = (db: Kysely<Tables>, text: ReturnType<typeof sql.raw>) => Promise<void>;

/** Each leads from the version before to the next; a released one never changes. */
const MIGRATIONS: readonly Migration[] = [createLedger, createSessionOutcomes];

/** Whether the schema is of this program's version. Throws what the database throws without the table. */
export async function hasCurrentVersion(db: Kysely<Tables>): Promise<boolean> {
  const found = await db.selectFrom("ledger").select("version").executeTakeFirst();
  return found?.version === MIGRATIONS.length;
}

/**
 * Brings the schema to the version of this program, within the caller's transaction.
 *
 * @throws TrackRecordError `newer` if a later program made the record
 */
export async function migrate(db: Kysely<Tables>, { text, place }: Engine): Promise<void> {
  await db.schema
    .createTable("ledger")
    .ifNotExists()
    .addColumn("id", "integer", (column) => column.primaryKey().check(sql`id = 1`))
    .addColumn("version", "integer", (column) => column.notNull())
    .addColumn("entries", "integer", (column) => column.notNull())
    .addColumn("hash", sql.raw(text), (column) => column.notNull())
    .execute();
  const found = await db.selectFrom("ledger").select("version").executeTakeFirst();
  const version = found?.version ?? 0;
  if (!found && (await isTable(db, "forecasts"))) {
    throw new TrackRecordError(
      "damaged",
      `the track record ${place}: its table "ledger" is lost or empty, its forecasts are there: restore it from a backup`,
    );
  }
  if (version > MIGRATIONS.length) {
    throw new TrackRecordError(
      "newer",
      `the track record ${place} has version ${version}: this program knows ${MIGRATIONS.length}, so it needs an update`,
    );
  }
  if (version === MIGRATIONS.length) return;
  for (const next of MIGRATIONS.slice(version)) await next(db, sql.raw(text));
  if (found) await db.updateTable("ledger").set({ version: MIGRATIONS.length }).execute();
  else {
    const first = { id: 1, version: MIGRATIONS.length, entries: 0, hash: GENESIS } as const;
    await db.insertInto("ledger").values(first).execute();
  }
}

/** Whether there is such a table where this program would make it. */
async function isTable(db: Kysely<Tables>, name: string): Promise<boolean> {
  const tables = await db.introspection.getTables();
  const own = tables.find((table) => table.name === "ledger")?.schema;
  return tables.some((table) => table.name === name && table.schema === own);
}

async function createLedger(db: Kysely<Tables>, text: ReturnType<typeof sql.raw>): Promise<void> {
  const prices = ["lower50", "upper50", "lower80", "upper80", "lower90", "upper90", "lower95", "upper95"];
  let forecasts = db.schema
    .createTable("forecasts")
    .addColumn("id", "integer", (column) => column.primaryKey())
    .addColumn("issued_at", text, (column) => column.notNull())
    .addColumn("symbol", text, (column) => column.notNull())
    .addColumn("role", text, (column) => column.notNull())
    .addColumn("forecaster", text, (column) => column.notNull())
    .addColumn("weights_sha256", text)
    .addColumn("as_of", text, (column) => column.notNull())
    .addColumn("target_date", text, (column) => column.notNull())
    .addColumn("horizon", "integer", (column) => column.notNull())
    .addColumn("prediction", "double precision", (column) => column.notNull())
    .addColumn("naive", "double precision", (column) => column.notNull())
    .addColumn("previous_close", "double precision")
    .addColumn("volatility", "double precision");
  for (const name of prices) forecasts = forecasts.addColumn(name as "lower50", "double precision");
  await forecasts
    .addColumn("bars_sha256", text, (column) => column.notNull())
    .addColumn("late", "integer", (column) => column.notNull())
    .addColumn("hash", text, (column) => column.notNull())
    .addUniqueConstraint("forecasts_key", ["symbol", "forecaster", "as_of", "horizon"])
    .execute();
  await db.schema
    .createIndex("forecasts_newest")
    .on("forecasts")
    .columns(["symbol", "role", "horizon", "as_of"])
    .execute();
  await db.schema
    .createTable("settlements")
    .addColumn("id", "integer", (column) => column.primaryKey())
    .addColumn("forecast", "integer", (column) => column.notNull())
    .addColumn("replaces", "integer", (column) => column.unique())
    .addColumn("session", text, (column) => column.notNull())
    .addColumn("close", "double precision", (column) => column.notNull())
    .addColumn("factor", "double precision", (column) => column.notNull())
    .addColumn("known_at", text, (column) => column.notNull())
    .addColumn("bars_sha256", text, (column) => column.notNull())
    .addColumn("hash", text, (column) => column.notNull())
    .execute();
  await db.schema.createIndex("settlements_forecast").on("settlements").column("forecast").execute();
  await db.schema
    .createTable("alarms")
    .addColumn("symbol", text, (column) => column.notNull())
    .addColumn("role", text, (column) => column.notNull())
    .addColumn("horizon", "integer", (column) => column.notNull())
    .addColumn("suspicion", text, (column) => column.notNull())
    .addColumn("date", text, (column) => column.notNull())
    .addColumn("evidence", "double precision", (column) => column.notNull())
    .addColumn("announced_at", text)
    .addPrimaryKeyConstraint("alarms_key", ["symbol", "role", "horizon", "suspicion", "date"])
    .execute();
  await db.schema
    .createTable("summaries")
    .addColumn("symbol", text, (column) => column.notNull())
    .addColumn("role", text, (column) => column.notNull())
    .addColumn("horizon", "integer", (column) => column.notNull())
    .addColumn("summary", text, (column) => column.notNull())
    .addPrimaryKeyConstraint("summaries_key", ["symbol", "role", "horizon"])
    .execute();
}

async function createSessionOutcomes(db: Kysely<Tables>, text: ReturnType<typeof sql.raw>): Promise<void> {
  await db.schema
    .createTable("session_outcomes")
    .addColumn("role", text, (column) => column.notNull())
    .addColumn("horizon", "integer", (column) => column.notNull())
    .addColumn("session", text, (column) => column.notNull())
    .addColumn("as_of", text, (column) => column.notNull())
    .addColumn("outcomes", "integer", (column) => column.notNull())
    .addColumn("missed", "integer", (column) => column.notNull())
    .addPrimaryKeyConstraint("session_outcomes_key", ["role", "horizon", "session", "as_of"])
    .execute();
  await recountOutcomes(db);
}
