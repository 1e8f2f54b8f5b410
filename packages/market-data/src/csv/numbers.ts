import { factorOf } from "./factors.ts";

/** The mark between a number's whole part and its decimals. */
export type DecimalMark = "." | ",";

/** Words for a missing value, in lower case. */
const MISSING = new Set(
  [
    "",
    "null",
    "nan",
    "na",
    "n/a",
    "#n/a",
    "#na",
    "n.a.",
    "nd",
    "n/d",
    "none",
    "nil",
    "nat",
    "-",
    "--",
    "—",
    "–",
    ".",
  ].concat(["<na>", "#value!", "#ref!", "#div/0!", "#n/a n/a"]),
);

export function isMissing(cell: string): boolean {
  return MISSING.has(cell.toLowerCase());
}

/** A longer text is no number: patterns need not search it, and a cell may have megabytes. */
const LONGEST = 100;

/** A number's sign, digits with marks, exponent and suffix; undefined if the cell is not a number. */
function split(cell: string) {
  if (cell.length > LONGEST) return undefined;
  const bare = cell
    .replaceAll("\u2212", "-")
    .replaceAll(/(?<=\d)[\s\u00a0\u202f'’](?=\d{3})/g, "")
    .replace(/^\((.+)\)$/, "-$1") // accountants' negative
    .replace(/^([+-]?)\s*([A-Z]{0,2}\p{Sc}|[A-Z]{3}\s|Rs\.?)\s*([+-]?)/u, "$1$3")
    .replace(/\s*(\p{Sc}|\s[A-Z]{3})$/u, "");
  return /^(?<sign>[+-]?)(?<digits>[\d.,]*\d[.,]?)(?<exponent>e[+-]?\d+)?\s*(?<suffix>\p{L}{0,9})\.?$/iu.exec(
    bare,
  )?.groups as { sign: string; digits: string; exponent?: string; suffix: string } | undefined;
}

/**
 * What one cell says about the decimal mark: the mark, "either" for one mark before three digits (1,234), or undefined if it
 * says nothing.
 */
function markOf(cell: string): DecimalMark | "either" | undefined {
  const digits = split(cell)?.digits ?? "";
  const marks = digits.replaceAll(/\d/g, "");
  if (marks === "") return undefined;
  const last = marks.at(-1) as DecimalMark;
  const other = last === "." ? "," : ".";
  if (marks.includes(other)) return last;
  if (marks.length > 1) return other;
  return /^[1-9]\d{0,2}[.,]\d{3}$/.test(digits) ? "either" : last;
}

/** What all cells together say about the decimal mark. */
export type MarkEvidence =
  | { mark: DecimalMark }
  /** Two cells, by index, that contradict one another. */
  | { contradiction: [number, number] }
  /** The first cell, by index, that can be read in both ways, where none decides. */
  | { undecided: number };

/**
 * Finds the decimal mark that all cells agree on.
 *
 * @param separator between the cells of the file
 * @param ungrouped whether the file has large numbers without thousands separators
 * @param isVolume whether the cell at an index is a volume
 */
export function findMark(
  cells: readonly string[],
  {
    separator,
    ungrouped,
    isVolume,
  }: { separator: string; ungrouped: boolean; isVolume: (index: number) => boolean },
): MarkEvidence {
  const marks = cells.map(markOf);
  const [point, comma] = [marks.indexOf("."), marks.indexOf(",")];
  if (point >= 0 && comma >= 0) return { contradiction: [point, comma] };
  if (point >= 0) return { mark: "." };
  if (comma >= 0) return { mark: "," };
  const open = marks.flatMap((mark, index) => (mark === "either" ? [index] : []));
  const price = open.find((index) => !isVolume(index));
  const [undecided] = price === undefined ? open : [price];
  if (undecided === undefined) return { mark: "." };
  const isComma = cells[undecided]!.includes(",");
  // Where commas divide the cells, numbers have points, and volumes are whole. A file that groups no large number has no
  // points for thousands.
  const isPoint = isComma ? separator === "," && price === undefined : separator === "," || ungrouped;
  return isPoint ? { mark: "." } : { undecided };
}

/** A number with the factor of its suffix (1.87M: 1870000, 1e6). */
export interface ParsedNumber {
  value: number;
  factor: number;
}

/** Reads a number with thousands separators, a currency or a suffix; null if it is missing, undefined if it is no number. */
export function readNumber(cell: string, mark: DecimalMark): ParsedNumber | null | undefined {
  if (isMissing(cell)) return null;
  const parts = split(cell);
  if (!parts) return undefined;
  const { sign, digits, exponent = "", suffix } = parts;
  const factor = factorOf(suffix);
  if (factor === undefined) return undefined;
  const [whole = "", decimals = "", ...more] = digits.split(mark);
  // Thousands, or lakhs: 12,34,567.
  const groups = mark === "." ? /^(\d*|\d{1,3}(,\d{2,3})*,\d{3})$/ : /^(\d*|\d{1,3}(\.\d{2,3})*\.\d{3})$/;
  if (more.length > 0 || !/^\d*$/.test(decimals) || !groups.test(whole)) return undefined;
  const text = `${sign}${whole.replaceAll(/[.,]/g, "") || "0"}.${decimals || "0"}${exponent}`;
  // A factor that is not exact in binary would change digits: 1.87 * 1e6 is 1870000.0000000002.
  return { value: factor === 1 ? Number(text) : Number((Number(text) * factor).toPrecision(15)), factor };
}
