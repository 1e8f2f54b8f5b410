import { expect, test } from "@jest/globals";
import { parseSymbol, symbolArgument, symbolOf } from "../src/symbols.ts";

test("when a symbol has a character of the shell, then it is quoted in commands", () => {
  expect(["AAPL", "^GSPC", "M&M.NS"].map(symbolArgument)).toEqual(["AAPL", "^GSPC", "'M&M.NS'"]);
});

test("when a symbol is in small letters, then it is converted; a letter whose upper case is ASCII is no symbol", () => {
  expect(["brk-b", "M&m.ns", "^gspc", "eurusd=x"].map(parseSymbol)).toEqual([
    "BRK-B",
    "M&M.NS",
    "^GSPC",
    "EURUSD=X",
  ]);
  expect(["brk-b", "stra\u00dfe", ""].map(symbolOf)).toEqual(["BRK-B", undefined, undefined]);
  for (const text of ["ﬀ", "stra\u00dfe", "\u0131bm", "\u017fap"]) {
    expect(() => parseSymbol(text)).toThrow(/^symbol is ".*": expected 1 to 20 letters/);
  }
});
