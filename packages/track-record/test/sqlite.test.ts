import { describe } from "@jest/globals";
import { testLedger } from "./ledger-suite.ts";
import { sqlitePlace } from "./places.ts";

describe("the ledger in SQLite", () => testLedger(sqlitePlace));
