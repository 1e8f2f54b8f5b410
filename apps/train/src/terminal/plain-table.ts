import Table from "cli-table3";

/** A table without lines, for the terminal; `push` rows of cells, then `toString`. */
export function plainTable(head: string[], colAligns: ("left" | "right")[]) {
  return new Table({
    head,
    colAligns,
    style: { head: [], border: [], "padding-left": 1, "padding-right": 1 },
    chars: PLAIN,
  });
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
