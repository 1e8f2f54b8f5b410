import { type FileHandle, open, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { syncDir } from "./durable.ts";

/** The content of a JSON Lines file. */
export interface JsonLines {
  /** Whole lines, without line feeds. */
  lines: string[];
  /** The incomplete last line, of an append that did not end; empty if there is none. */
  torn: string;
}

/**
 * Reads a JSON Lines file; a missing file is empty. Whether whole lines are JSON is for the caller to check.
 *
 * @throws what the system throws
 */
export async function readJsonLines(path: string): Promise<JsonLines> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return Buffer.alloc(0);
    throw error;
  });
  const end = wholeLength(bytes);
  const text = bytes.toString("utf8", 0, end);
  return { lines: text === "" ? [] : text.replace(/\n$/, "").split("\n"), torn: bytes.toString("utf8", end) };
}

/**
 * Appends a JSON text as a line: it is on disk as a whole when this resolves, and the file is as before if this rejects, also
 * on a full disk. Cuts off an incomplete last line first. For one writer at a time: hold a lock.
 *
 * @throws what the system throws
 */
export async function appendJsonLine(path: string, json: string): Promise<void> {
  const file = await open(path, "a+");
  try {
    const bytes = await file.readFile();
    const end = wholeLength(bytes);
    if (end < bytes.length) await file.truncate(end);
    const separator = end === 0 || bytes[end - 1] === LINE_FEED ? "" : "\n";
    await append(file, end, `${separator}${json}\n`);
    if (end === 0) await syncDir(dirname(path));
  } finally {
    await file.close();
  }
}

async function append(file: FileHandle, end: number, text: string): Promise<void> {
  try {
    await file.appendFile(text);
    await file.sync();
  } catch (error) {
    await file.truncate(end).catch(() => {}); // if this fails as well, the next append cuts it off
    throw error;
  }
}

const LINE_FEED = 10;

/** Bytes of the whole lines: an editor may have left out the last line feed, but a part of a JSON object is no JSON. */
function wholeLength(bytes: Buffer): number {
  const end = bytes.lastIndexOf(LINE_FEED) + 1;
  return isJson(bytes.toString("utf8", end)) ? bytes.length : end;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
