import { describe, expect, test } from "@jest/globals";
import { addressOf, symbolOf } from "../../src/address.ts";
import { brokenWarnings, firstSymbol, symbolStatus } from "../../src/content/symbols.ts";

describe("the first symbol", () => {
  const served = ["AAPL", "KO"];
  test.each([
    ["the address names one that is served", served, "KO", "AAPL", "KO"],
    ["the address names one that is not served", served, "MSFT", "KO", "KO"],
    ["the address names none", served, undefined, "KO", "KO"],
    ["the default is not served", served, undefined, "MSFT", "AAPL"],
    ["there is no default", served, undefined, null, "AAPL"],
    ["the address names an empty one", served, "", null, "AAPL"],
    ["no model is served", [], "KO", "KO", undefined],
  ])("when %s, then it is found", (_, symbols, named, defaultSymbol, symbol) => {
    expect(firstSymbol(symbols, named, defaultSymbol)).toBe(symbol);
  });
});

describe("the address", () => {
  test.each(["KO", "^GSPC", "BRK-B", "BT-A.L", "A&B"])(
    "when %s is shown, then its address leads back",
    (symbol) => {
      expect(symbolOf(addressOf(symbol))).toBe(symbol);
    },
  );

  test("when the symbol is in small letters, then it is found", () => {
    expect(symbolOf("?symbol=ko")).toBe("KO");
  });

  test("when there is no symbol, then none is named", () => {
    expect(symbolOf("?theme=dark")).toBeUndefined();
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
