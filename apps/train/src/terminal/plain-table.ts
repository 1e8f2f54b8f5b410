import { printable } from "@lstm-predict/checks";
import Table from "cli-table3";
import { SEQUENCE } from "./terminal.ts";

/** A table without lines, for the terminal; `push` rows of cells, then `toString`. Each cell is one line of printable text. */
export function plainTable(head: string[], colAligns: ("left" | "right")[]) {
  const table = new Table({
    head: head.map(oneLine),
    colAligns,
    style: { head: [], border: [], "padding-left": 1, "padding-right": 1 },
    chars: PLAIN,
  });
  return {
    push: (...rows: string[][]) => void table.push(...rows.map((cells) => cells.map(oneLine))),
    toString: () => table.toString(),
  };
}

/** Leaves colours to `Terminal.print`, which knows its own. */
function oneLine(cell: string): string {
  const parts = cell.split(SEQUENCE);
  return parts.map((part, k) => (k % 2 === 1 ? part : printable(part))).join("");
}

const PLAIN = {
  top: "",
  "top-mid": "",
  "top-left": "",
  "top-right": "",
  bottom: "",
  "bottom-mid": "",
  "bottom-left": "",
  "bottom-right": "",
  left: "",
  "left-mid": "",
  right: "",
  "right-mid": "",
  mid: "",
  "mid-mid": "",
  middle: "",
};
