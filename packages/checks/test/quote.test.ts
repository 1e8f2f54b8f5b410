import { expect, test } from "@jest/globals";
import { quote } from "../src/quote.ts";

const circular: Record<string, unknown> = {};
circular.itself = circular;

test.each<[string, unknown, string]>([
  ["a text", "a", '"a"'],
  ["NaN", Number.NaN, "NaN"],
  ["undefined", undefined, "undefined"],
  ["a long array", new Array(40).fill(1), `[${"1,".repeat(40).slice(0, 59)}...`],
  ["a BigInt, which JSON does not know", 5n, "5"],
  ["an object that contains itself", circular, "[object Object]"],
])("when the value is %s, then it is quoted", (_name, value, quoted) => {
  expect(quote(value)).toBe(quoted);
});
