import { open } from "node:fs/promises";
import { type DamagedLine, type Entry, parseEntry } from "./entries.ts";

const CHUNK_BYTES = 256 * 1024;

export interface JournalChunk {
  /** Entries and damaged lines in order, each with the byte offset of its end. */
  lines: { entry: Entry | DamagedLine; end: number }[];
  /** The incomplete last line of the file: its writer was killed, or is still writing it. */
  torn: string | undefined;
}

/**
 * Reads some hundred KB of whole lines of a journal from byte `offset` on. No lines: the end is reached, or the file does
 * not exist.
 */
export async function readJournal(path: string, offset: number): Promise<JournalChunk> {
  let bytes: Buffer;
  try {
    bytes = await readLines(path, offset);
  } catch (error) {
    if (!/^(ENOENT|ENOTDIR)$/.test((error as NodeJS.ErrnoException).code ?? "")) throw error;
    bytes = Buffer.alloc(0);
  }
  const lines: JournalChunk["lines"] = [];
  let start = 0;
  for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, start)) {
    const line = bytes.toString("utf8", start, end);
    lines.push({ entry: parseEntry(line), end: offset + end + 1 });
    start = end + 1;
  }
  const torn = lines.length === 0 && bytes.length > 0 ? bytes.toString("utf8") : undefined;
  return { lines, torn };
}

/** Reads until there is at least one whole line, or the file ends. */
async function readLines(path: string, offset: number): Promise<Buffer> {
  const file = await open(path, "r");
  try {
    for (let size = CHUNK_BYTES; ; size *= 4) {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(size), 0, size, offset);
      const bytes = buffer.subarray(0, bytesRead);
      if (bytesRead < size || bytes.includes(10)) return bytes;
    }
  } finally {
    await file.close();
  }
}
