import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * How much of a journal the server has. The file only saves work: without it the replay starts at the first entry and
 * compares everything with the server.
 */
export interface Ack {
  /** Bytes of the journal that are processed: sent or set aside. */
  offset: number;
  /** Entries that are processed. */
  sent: number;
  /** The time of the last processed entry, in ms since 1970. */
  time: number;
  runId?: string;
  experimentId?: string;
  /** Entries that the server refused and that were set aside. */
  setAside: number;
  /** Whether the server has the run's end. */
  ended: boolean;
}

/** The acknowledgement of a journal of which nothing is processed. */
export const nothingSent = (): Ack => ({ offset: 0, sent: 0, time: 0, setAside: 0, ended: false });

/** Reads an acknowledgement; a missing or damaged file counts as nothing sent. */
export async function readAck(path: string): Promise<Ack> {
  try {
    return { ...nothingSent(), ...JSON.parse(await readFile(path, "utf8")) };
  } catch {
    return nothingSent();
  }
}

/** Writes the file atomically. A failure is ignored: the next replay then only does more work. */
export async function writeAck(path: string, ack: Ack): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(`${path}.part`, `${JSON.stringify(ack)}\n`);
    await rename(`${path}.part`, path);
  } catch {}
}
