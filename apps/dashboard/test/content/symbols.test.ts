import { describe, expect, test } from "@jest/globals";
import { addressOf, type View, viewOf } from "../../src/address.ts";
import { brokenWarnings, firstView, symbolStatus } from "../../src/content/symbols.ts";

describe("the first symbol", () => {
  const served = ["AAPL", "KO"];
  test.each([
    ["the address names one that is served", served, "KO", "AAPL", "KO"],
    ["the address names one that is not served", served, "MSFT", "KO", "KO"],
    ["the address names none", served, undefined, "KO", "KO"],
    ["only one is served, and it is not the default", ["AAPL"], undefined, "MSFT", "AAPL"],
    ["only one is served, and there is no default", ["AAPL"], undefined, null, "AAPL"],
    ["the address names an empty one", ["AAPL"], "", null, "AAPL"],
  ])("when %s, then it is found", (_, symbols, named, defaultSymbol, symbol) => {
    expect(firstView(symbols, { kind: "symbol", symbol: named }, defaultSymbol)).toEqual({
      kind: "symbol",
      symbol,
    });
  });

  test.each([null, "MSFT"])("when several are served and the default is %s, then all are shown", (symbol) => {
    expect(firstView(served, { kind: "symbol", symbol: undefined }, symbol)).toEqual({ kind: "overview" });
  });
});

describe("the address", () => {
  test.each(["KO", "^GSPC", "BRK-B", "BT-A.L", "A&B"])(
    "when %s is shown, then its address leads back",
    (symbol) => {
      expect(viewOf(addressOf({ kind: "symbol", symbol }))).toEqual({ kind: "symbol", symbol });
    },
  );

  test("when the symbol is in small letters, then it is found", () => {
    expect(viewOf("?symbol=ko")).toEqual({ kind: "symbol", symbol: "KO" });
  });

  test("when there is no symbol, then none is named", () => {
    expect(viewOf("?theme=dark")).toEqual({ kind: "symbol", symbol: undefined });
  });

  test.each<View>([{ kind: "overview" }, { kind: "comparison", symbols: ["A&B", "^GSPC"] }])(
    "when it is of %j, then it leads back",
    (view) => {
      expect(viewOf(addressOf(view))).toEqual(view);
    },
  );

  test.each(["?compare=KO", "?compare="])("when %s names no two symbols, then it is of none", (query) => {
    expect(viewOf(query)).toEqual({ kind: "symbol", symbol: undefined });
  });
});

test("when champions are broken, then each says why, and what is served in its place", () => {
  expect(
    brokenWarnings([
      { symbol: "KO", reason: "KO: a weight is missing.", serving: "v1" },
      { symbol: "MSFT", reason: "MSFT: no such folder.", serving: null },
    ]),
  ).toEqual(["KO: a weight is missing. Version v1 is served instead.", "MSFT: no such folder."]);
});

test("when panels failed, then the status counts them", () => {
  expect(symbolStatus("KO", [true, true])).toBe("KO is shown.");
  expect(symbolStatus("KO", [true, false, false])).toBe("KO is shown; 2 of 3 panels could not be filled.");
});
