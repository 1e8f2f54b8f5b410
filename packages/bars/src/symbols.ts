import { quote } from "@lstm-predict/checks";
import { BarsError } from "./errors.ts";

const SYMBOL = /^[A-Z0-9^][A-Z0-9.\-=^&_]{0,19}$/;

/** Whether `text` is a symbol in Yahoo's spelling and upper case, and so safe in a URL and as a file name. */
export function isSymbol(text: string): boolean {
  return SYMBOL.test(text);
}

/** The symbol that `text` is in upper case; undefined if it is none. */
export function symbolOf(text: string): string | undefined {
  // Upper case of other alphabets may be ASCII: that of "ß" is "SS".
  const upper = text.replaceAll(/[a-z]/g, (letter) => letter.toUpperCase());
  return isSymbol(upper) ? upper : undefined;
}

/**
 * Converts a symbol in Yahoo's spelling to upper case.
 *
 * @throws BarsError `bad_symbol`
 * @example
 * parseSymbol("brk-b"); // "BRK-B"
 */
export function parseSymbol(symbol: string): string {
  const parsed = typeof symbol === "string" ? symbolOf(symbol) : undefined;
  if (parsed !== undefined) return parsed;
  throw new BarsError(
    "bad_symbol",
    `symbol is ${quote(symbol)}: expected 1 to 20 letters, digits, ".", "-", "=", "^", "&" or "_", such as AAPL, BRK-B, ^GSPC or M&M.NS`,
  );
}

/** A symbol as an argument of a shell command that the user may paste: M&M.NS needs quotes. */
export function symbolArgument(symbol: string): string {
  return symbol.includes("&") ? `'${symbol}'` : symbol;
}
