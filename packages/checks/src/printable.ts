/**
 * Characters that a terminal or a browser obeys instead of showing: controls (escape sequences begin with one), formats (which
 * turn the direction of writing, or are invisible), halves of surrogate pairs, and separators of lines.
 */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** Whether a text on several lines keeps this character. */
const isLayout = (character: string) => character === "\n" || character === "\t";

/**
 * Makes a text from outside (a run's name, a cell, a peer's answer) safe to print on one line: each character that would act
 * on the terminal becomes its escape, such as `\u001b`.
 *
 * @example
 * printable("AAPL\u001b[2J"); // "AAPL\\u001b[2J"
 */
export function printable(text: string): string {
  return text.replaceAll(UNPRINTABLE, escaped);
}

/** `printable` for a text of several lines: line feeds and tabs stay. */
export function printableLines(text: string): string {
  return text.replaceAll(UNPRINTABLE, (character) => (isLayout(character) ? character : escaped(character)));
}

/** The escapes of JSON, one for each UTF-16 unit: in a JSON document they are the same character. */
function escaped(character: string): string {
  return Array.from({ length: character.length }, (_, k) => character.charCodeAt(k))
    .map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`)
    .join("");
}
