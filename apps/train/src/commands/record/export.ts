import { quote } from "@lstm-predict/checks";
import { isTableFile, TABLE_ENDINGS, writeTable } from "@lstm-predict/storage/tables";
import { EXPORT_COLUMNS, readRecord } from "@lstm-predict/track-record";
import { withTrackRecord } from "../../settings/track-record.ts";
import type { Terminal } from "../../terminal/terminal.ts";

/** Writes the record into a file, a page at a time; a file that is there is replaced when the new one is whole. */
export async function exportRecord(terminal: Terminal, { out }: { out: string }): Promise<void> {
  if (!isTableFile(out)) throw new BadOut(out);
  await withTrackRecord((record) => writeTable(out, EXPORT_COLUMNS, readRecord(record)));
  terminal.result(`The record is in ${out}.`);
}

class BadOut extends Error {
  readonly code = "bad_out";
  readonly exitCode = 2;

  constructor(out: string) {
    super(`--out is ${quote(out)}: expected a file that ends in ${TABLE_ENDINGS.join(" or ")}`);
  }
}
