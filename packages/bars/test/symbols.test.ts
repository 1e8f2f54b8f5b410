import { expect, test } from "@jest/globals";
import { symbolArgument } from "../src/symbols.ts";

test("when a symbol has a character of the shell, then it is quoted in commands", () => {
  expect(["AAPL", "^GSPC", "M&M.NS"].map(symbolArgument)).toEqual(["AAPL", "^GSPC", "'M&M.NS'"]);
});
