import type { Dialect, Kysely } from "kysely";
import type { TrackRecordError } from "../errors.ts";
import type { Tables } from "./tables.ts";

/** What differs between the databases; all else is one code. */
export interface Engine {
  readonly dialect: Dialect;
  /** Where the record is, without credentials. */
  readonly place: string;
  /** SQL type of a text that sorts by its bytes. */
  readonly text: string;
  /** Lets no other writer begin until the transaction ends. */
  lock(transaction: Kysely<Tables>): Promise<void>;
  /** Explains an error of the database. */
  explain(error: unknown): TrackRecordError;
}
