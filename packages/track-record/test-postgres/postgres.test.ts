import { afterAll, beforeAll, describe } from "@jest/globals";
import { PostgresServer } from "postgres-server";
import { testAlarms } from "../test/alarm-suite.ts";
import { testHorizons } from "../test/horizon-suite.ts";
import { testLedger } from "../test/ledger-suite.ts";
import { postgresPlace } from "../test/places.ts";
import { testSettling } from "../test/settle-suite.ts";
import { testSummaries } from "../test/summary-suite.ts";

let server: PostgresServer;
beforeAll(async () => {
  server = await PostgresServer.start();
});
afterAll(() => server[Symbol.asyncDispose]());

describe("the ledger in PostgreSQL", () => testLedger(() => postgresPlace(server)));
describe("settling in PostgreSQL", () => testSettling(() => postgresPlace(server)));
describe("alarms in PostgreSQL", () => testAlarms(() => postgresPlace(server)));
describe("several horizons in PostgreSQL", () => testHorizons(() => postgresPlace(server)));
describe("summaries in PostgreSQL", () => testSummaries(() => postgresPlace(server)));
