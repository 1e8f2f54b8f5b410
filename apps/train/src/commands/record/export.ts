import { createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { extname } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { quote } from "@lstm-predict/checks";
import { exportCsv, exportParquet, type Store } from "@lstm-predict/track-record";
import { withTrackRecord } from "../../settings/track-record.ts";
import type { Terminal } from "../../terminal/terminal.ts";

const FORMATS: Record<string, (record: Store) => AsyncIterable<string | Uint8Array>> = {
  ".csv": exportCsv,
  ".parquet": exportParquet,
};

/** Writes the record into a file, a page at a time; a file that is there is replaced when the new one is whole. */
export async function exportRecord(terminal: Terminal, { out }: { out: string }): Promise<void> {
  const format = FORMATS[extname(out)];
  if (!format) throw new BadOut(out);
  const part = `${out}.part`;
  try {
    await withTrackRecord((record) =>
      pipeline(Readable.from(format(record)), createWriteStream(part, { flush: true })),
    );
    await rename(part, out);
  } finally {
    await rm(part, { force: true });
  }
  terminal.result(`The record is in ${out}.`);
}

class BadOut extends Error {
  readonly code = "bad_out";
  readonly exitCode = 2;

  constructor(out: string) {
    super(`--out is ${quote(out)}: expected a file that ends in ${Object.keys(FORMATS).join(" or ")}`);
  }
}
