import { expect, test } from "@jest/globals";
import { printable, printableLines } from "../src/index.ts";

test.each<[string, string, string]>([
  ["clears the screen", "a\u001b[2Jb", "a\\u001b[2Jb"],
  ["sets the window's title", "\u001b]0;owned\u0007", "\\u001b]0;owned\\u0007"],
  ["is one byte of C1 (CSI)", "\u009b31m", "\\u009b31m"],
  ["returns the carriage", "good\rbad", "good\\u000dbad"],
  ["goes back", "ab\b\b", "ab\\u0008\\u0008"],
  ["turns the direction of writing", "\u202egnp.exe\u2066", "\\u202egnp.exe\\u2066"],
  ["is invisible", "A\u200bA\ufeffP\u00adL", "A\\u200bA\\ufeffP\\u00adL"],
  ["is an invisible tag", "a\u{e0041}", "a\\udb40\\udc41"],
  ["separates lines", "a\u2028b\u0085c", "a\\u2028b\\u0085c"],
  ["is half a character", "a\ud800", "a\\ud800"],
  ["is a null", "a\0b", "a\\u0000b"],
  ["is a line feed", "a\nb\tc", "a\\u000ab\\u0009c"],
  ["is ordinary, in any script", 'Société "A" – 東京 العربية 📈 ñ', 'Société "A" – 東京 العربية 📈 ñ'],
])("when a text %s, then it is printed as it is read", (_name, text, expected) => {
  expect(printable(text)).toBe(expected);
});

test("when a text has several lines, then they stay, and nothing else does", () => {
  expect(printableLines("a\n\tb\r\u001b[1m")).toBe("a\n\tb\\u000d\\u001b[1m");
});

test("when a JSON document of all characters is made printable, then it is the same document", () => {
  for (let plane = 0; plane <= 0x10; plane++) {
    const all = Array.from({ length: 0x10000 }, (_, k) => String.fromCodePoint(plane * 0x10000 + k)).join("");
    const document = printableLines(JSON.stringify({ all }));
    expect(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(document)).toBe(false);
    expect(JSON.parse(document).all === all).toBe(true);
  }
});
