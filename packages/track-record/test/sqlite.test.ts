import { describe } from "@jest/globals";
import { testAlarms } from "./alarm-suite.ts";
import { testHorizons } from "./horizon-suite.ts";
import { testLedger } from "./ledger-suite.ts";
import { sqlitePlace } from "./places.ts";
import { testSettling } from "./settle-suite.ts";
import { testSummaries } from "./summary-suite.ts";

describe("the ledger in SQLite", () => testLedger(sqlitePlace));
describe("settling in SQLite", () => testSettling(sqlitePlace));
describe("alarms in SQLite", () => testAlarms(sqlitePlace));
describe("several horizons in SQLite", () => testHorizons(sqlitePlace));
describe("summaries in SQLite", () => testSummaries(sqlitePlace));
