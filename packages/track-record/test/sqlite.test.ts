import { describe } from "@jest/globals";
import { testAlarms } from "./alarm-suite.ts";
import { testLedger } from "./ledger-suite.ts";
import { sqlitePlace } from "./places.ts";
import { testSettling } from "./settle-suite.ts";

describe("the ledger in SQLite", () => testLedger(sqlitePlace));
describe("settling in SQLite", () => testSettling(sqlitePlace));
describe("alarms in SQLite", () => testAlarms(sqlitePlace));
