import { meaningOf } from "./column-names.ts";
import { malformed } from "./malformed.ts";

/** First bytes of files that are not text, and what they are. */
const BINARY: readonly [signature: string, what: string][] = [
  ["PK\x03\x04", "a ZIP archive or an Excel workbook"],
  ["\xd0\xcf\x11\xe0", "an old Excel workbook"],
  ["\x1f\x8b", "compressed with gzip"],
  ["PAR1", "a Parquet file"],
  ["%PDF", "a PDF document"],
  ["BZh", "compressed with bzip2"],
  ["\xfd7zX", "compressed with xz"],
  ["\x28\xb5\x2f\xfd", "compressed with zstd"],
  ["7z\xbc\xaf", "a 7z archive"],
  ["\x89PNG", "a picture"],
  ["SQLi", "an SQLite database"],
  ["ARRO", "a Feather file"],
  ["\x89HDF", "an HDF5 file"],
];

/** First characters of text that is no table. */
const OTHER_TEXT: readonly [start: RegExp, what: string][] = [
  [/^\s*<(!doctype|html|\?xml|table|body)/i, "a web page or XML"],
  [/^\s*(\{|\[\s*[[{"])/, "JSON"],
];

/** Encodings of text that is not Unicode; where none is better, the first. */
const REGIONAL = [
  ...["windows-1252", "windows-1250", "windows-1251", "windows-1254"],
  ...["gb18030", "big5", "shift_jis", "euc-kr"],
];

/**
 * Decodes the bytes of a CSV file: UTF-8 or UTF-16 (either byte order), with or without a byte order mark, else that
 * regional encoding in which most names of columns are known.
 *
 * @throws MarketDataError `csv_malformed` if the file is something else, such as a workbook or a web page
 */
export function decode(bytes: Uint8Array, file: string): { text: string; encoding: string } {
  const head = String.fromCharCode(...bytes.subarray(0, 4));
  const binary = BINARY.find(([signature]) => head.startsWith(signature));
  if (binary) throw malformed(file, 1, `the file is ${binary[1]}: expected CSV text`);
  const encoding = encodingOf(bytes);
  const text = new TextDecoder(encoding).decode(bytes);
  const other = OTHER_TEXT.find(([start]) => start.test(text));
  if (other) throw malformed(file, 1, `the file is ${other[1]}: expected CSV text`);
  return { text, encoding };
}

function encodingOf(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  // A header starts with ASCII, and half of the bytes of ASCII are 0 in UTF-16.
  if (first !== 0 && second === 0) return "utf-16le";
  if (first === 0 && second !== 0) return "utf-16be";
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return "utf-8";
  } catch {
    const counts = REGIONAL.map((encoding) => knownNames(new TextDecoder(encoding).decode(bytes)));
    return REGIONAL[counts.indexOf(Math.max(...counts))]!;
  }
}

function knownNames(text: string): number {
  return text
    .slice(0, 2000)
    .split(/[,;\t|\r\n]/)
    .filter((cell) => meaningOf(cell.replaceAll('"', ""))).length;
}
